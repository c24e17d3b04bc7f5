"""Tiny models of the families that this release promises."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from tests.made_once import made_once

VOCAB = 97

KINDS = ["armt", "infini", "knn", "lm-bow", "m2m", "rmt", "s2s", "titans", "none"]
"""Every kind that goes with any causal language model."""

_LLAMA_LIKE = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 64,
    "vocab_size": VOCAB,
}

FAMILIES: dict[str, tf.PretrainedConfig] = {
    "llama": tf.LlamaConfig(**_LLAMA_LIKE),
    "llama-tied": tf.LlamaConfig(**_LLAMA_LIKE, tie_word_embeddings=True),
    "gpt2": tf.GPT2Config(
        n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=VOCAB,
        bos_token_id=0, eos_token_id=1, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0,
    ),
    "qwen2": tf.Qwen2Config(**_LLAMA_LIKE),
    "qwen3": tf.Qwen3Config(**_LLAMA_LIKE, head_dim=8),
    "gpt-neox": tf.GPTNeoXConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        vocab_size=VOCAB,
    ),
    "opt": tf.OPTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, ffn_dim=64,
        word_embed_proj_dim=32, max_position_embeddings=64, vocab_size=VOCAB,
        dropout=0.0,
    ),
    "gemma": tf.GemmaConfig(**_LLAMA_LIKE, head_dim=8),
    "gemma2": tf.Gemma2Config(**_LLAMA_LIKE, head_dim=8, sliding_window=64),
    "gemma3": tf.Gemma3TextConfig(**_LLAMA_LIKE, head_dim=8, sliding_window=64),
    "mistral": tf.MistralConfig(**_LLAMA_LIKE),
}  # fmt: skip


@made_once
def tiny_model(
    family: str = "llama",
    kind: str = "rmt",
    num_slots: int = 3,
    segment_length: int = 8,
    options: dict[str, Any] | None = None,
) -> MemoryModel:
    """A random model of a family with a random memory, in evaluation mode."""
    torch.manual_seed(0)
    # The model keeps it, and may change it.
    backbone = tf.AutoModelForCausalLM.from_config(copy.deepcopy(FAMILIES[family]))
    model = attach_memory(
        backbone,
        kind=kind,
        num_slots=num_slots,
        segment_length=segment_length,
        options=options,
    )
    return model.eval()


def random_ids(rows: int, columns: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(2, VOCAB, (rows, columns), generator=generator)


@pytest.fixture(params=sorted(FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


CASES = [
    (family, kind)
    for kind in KINDS
    for family in (sorted(FAMILIES) if kind == "rmt" else ("gemma3", "gpt2", "llama"))
]
"""Families and kinds to be tried in depth; `test_all_families` tries the others once."""
