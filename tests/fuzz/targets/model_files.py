"""Folders of models and adapters, heads of safetensors and GGUF files."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import save

from memstudio.models.adapter_files import FORMAT, is_adapter, read_adapter
from memstudio.models.catalog import has_memory
from memstudio.models.checks import check_folder, check_gguf
from memstudio.models.first_look import look_at
from memstudio.models.gguf_header import read_gguf_header
from memstudio.models.safetensors_header import stored_tensors
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target
from tests.models.gguf_file import write_gguf

_CONFIG = {
    "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 32, "vocab_size": 64,
    "max_position_embeddings": 128, "sliding_window": None, "text_config": {"max_seq_len": 5},
}  # fmt: skip


def _weights() -> bytes:
    return save({"a": torch.ones(2, 3), "b": torch.zeros(4, dtype=torch.int64)}, {"format": "pt"})


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _safetensors() -> list[Files]:
    return [{"a.safetensors": _weights()}]


def _read_safetensors(folder: Path) -> None:
    assert all(tensor.size >= 0 for tensor in stored_tensors(folder / "a.safetensors"))


@cache
def _gguf() -> bytes:
    from transformers import LlamaConfig, LlamaForCausalLM

    from tests.models.gguf_file import TOKENS

    config = LlamaConfig(
        vocab_size=len(TOKENS), hidden_size=8, intermediate_size=8, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=16,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gguf"
        write_gguf(path, LlamaForCausalLM(config))
        return path.read_bytes()


def _ggufs() -> list[Files]:
    return [{"a.gguf": _gguf()}]


def _gguf_head(content: bytes, random: mutation.random.Random) -> bytes:
    """Most of such a file is weights; it is the head that is to be changed."""
    head = content[:6_000]
    return mutation.mutated(head, random) + content[6_000:]


def _read_gguf(folder: Path) -> None:
    read_gguf_header(folder / "a.gguf")
    check_gguf(folder / "a.gguf")


# ---------------------------------------------------------------------- folders


def _folders() -> list[Files]:
    index = {"metadata": {"total_size": 5}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}  # fmt: skip
    return [
        {"config.json": _json(_CONFIG), "model.safetensors": _weights(), "tokenizer.json": b"{}"},
        {
            "config.json": _json({"model_type": "memstudio", "backbone_config": _CONFIG}),
            "model.safetensors.index.json": _json(index), "model-1.safetensors": _weights(),
            "model-2.safetensors": _weights(), "tokenizer.json": b"{}",
        },
    ]  # fmt: skip


def _look(folder: Path) -> None:
    has_memory(folder)
    check_folder(folder)
    look_at(str(folder))


def _adapters() -> list[Files]:
    memory = {"format": FORMAT, "memory": {"kind": "rmt"}, "backbone": {"reference": "demo", "fingerprint": "x"}}  # fmt: skip
    peft = {"peft_type": "LORA", "base_model_name_or_path": "demo", "r": 8}
    return [
        {
            "adapter_config.json": _json(peft), "adapter_model.safetensors": _weights(),
            "memory.json": _json(memory), "memory.safetensors": _weights(),
        }
    ]  # fmt: skip


def _read_adapter(folder: Path) -> None:
    if is_adapter(folder):
        read_adapter(folder)


_HEADS = {
    ".safetensors": mutation.inner(mutation.safetensors),
    ".json": mutation.inner(mutation.json_value, 0.7),
    ".gguf": _gguf_head,
}

TARGETS = (
    Target("safetensors", _safetensors, _read_safetensors, _HEADS),
    Target("gguf", _ggufs, _read_gguf, _HEADS),
    Target("model-folder", _folders, _look, _HEADS),
    Target("adapter-folder", _adapters, _read_adapter, _HEADS),
)
