"""Many short runs, one after the other in the same process: `python -m ... FOLDER sharded|whole`.

Launching costs more than the runs do, so that they share a launch.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import torch
import transformers as tf

from memstudio.memory.kinds_registry import memory_kinds
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.training.conftest import byte_tokenizer

_RATES_OF_NOTHING = dict.fromkeys(
    ("learning_rate", "memory_learning_rate", "gate_learning_rate"), 1e-12
)
_STANDARD = {"vocab_size": 257, "bos_token_id": 0, "eos_token_id": 0}


def cases() -> dict[str, dict[str, Any]]:
    """What each run asks for, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for kind in memory_kinds:
        for trains in ("everything", "memory", "adapters"):
            if kind != "none" or trains != "memory":
                found[f"{kind}-{trains}"] = _memory(kind) | {"trains": trains}
    whole = _memory("rmt") | {"trains": "everything"}
    found |= {
        "bptt": whole | {"bptt_depth": 1},
        "bptt-nlm": _memory("nlm") | {"trains": "everything", "bptt_depth": 1},
        "replay": whole | {"memory_replay": True},
        "replay-armt": _memory("armt") | {"trains": "everything", "memory_replay": True},
        "checkpointing": whole | {"gradient_checkpointing": True},
        "accumulation": whole | {"gradient_accumulation": 3},
        "growing": whole | {"growth_fraction": 0.8},
        "bf16": whole | {"precision": "bf16"},
        "sgd": whole | {"optimizer": "sgd"},
        "dora": whole | {"trains": "adapters", "adapter": {"kind": "dora"}},
        "tied": whole | {"model": "gpt2"},
        "numbers": whole | {"objective": "regression"},
        "labels": whole | {"objective": "classification", "row_kind": "label"},
        "numbers-nlm": _memory("nlm") | {"trains": "everything", "objective": "regression"},
        "early": whole | _RATES_OF_NOTHING | {"steps": 6, "validate_every": 1, "stop_after": 2},
    }
    return found


def make_models_and_rows(folder: Path) -> None:
    """Tiny models without dropout, and rows of many lengths, so that processes differ in theirs."""
    torch.manual_seed(0)
    plain = tf.LlamaConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        **_STANDARD,
    )  # fmt: skip
    tied = tf.GPT2Config(
        n_embd=32, n_layer=2, n_head=4, n_positions=128, attn_pdrop=0, embd_pdrop=0, resid_pdrop=0,
        **_STANDARD,
    )  # fmt: skip
    pair = tf.BartConfig(
        d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=48, decoder_ffn_dim=48, dropout=0,
        max_position_embeddings=128, pad_token_id=1, decoder_start_token_id=0,
        forced_eos_token_id=None, **_STANDARD,
    )  # fmt: skip
    models = {
        "plain": tf.LlamaForCausalLM(plain),
        "gpt2": tf.GPT2LMHeadModel(tied),
        "pair": tf.BartForConditionalGeneration(pair),
    }
    for name, model in models.items():
        model.save_pretrained(folder / name)
        byte_tokenizer().save_pretrained(folder / name)
    rows = [
        {
            "instruction": f"Say {i}." + " So it was." * (i * i % 4),
            "output": "Yes" * (i * 5 % 9 + 1),
        }
        for i in range(40)
    ]
    numbers = [
        {"text": row["instruction"], "score": i % 7 / 2 + 0.25, "label": "ab"[i % 2]}
        for i, row in enumerate(rows)
    ]
    for name, content in (("rows", rows), ("numbers", numbers)):
        lines = "\n".join(map(json.dumps, content))
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def _memory(kind: str) -> dict[str, Any]:
    slots = 0 if kind == "none" else 4
    return {
        "memory": {"kind": kind, "num_slots": slots, "segment_length": 16},
        "model": "pair" if kind == "nlm" else "plain",
    }


def run_all(folder: Path, name: str) -> None:
    """Train every case; of a process alone, with the batches that two have between them."""
    is_sharded = name == "sharded"
    for case, asked in cases().items():
        values: dict[str, Any] = {
            "segments_per_sample": 5, "steps": 4, "batch_size": 2 if is_sharded else 4,
            "sharded": is_sharded, "validate_every": 2, "validation_fraction": 0.2,
            "checkpoint_every": 2, "learning_rate": 1e-3, "device": "cpu", "threads": 1,
            "probe": {"every": 4, "text": "Mary went to the kitchen and took the lamp."},
            "evaluation": {"rows": 3, "max_new_tokens": 4}, "out": str(folder / name / case),
        }  # fmt: skip
        rows = "numbers.jsonl" if "objective" in asked else "rows.jsonl"
        values |= asked | {"model": str(folder / asked["model"]), "data": (str(folder / rows),)}
        train(RunConfig.of(**values), control=Control(), on_event=lambda _: None)


if __name__ == "__main__":
    os.environ["MEMSTUDIO_HOME"] = str(Path(sys.argv[1]) / "home")
    run_all(Path(sys.argv[1]), sys.argv[2])
