"""The table that drives the battery: every memory kind, and every form of it that works unlike it.

A fresh memory is mostly closed, and what is closed cannot go wrong: models here are *stirred*, their
memory's weights moved at random so that every path counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.memory.attach import attach_memory
from memstudio.memory.growing_rows import as_long
from memstudio.memory.memory_model import MemoryModel
from tests.made_once import made_once

VOCAB = 97
SEGMENT = 8
SLOTS = 3

_LLAMA: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
    "intermediate_size": 48, "vocab_size": VOCAB, "max_position_embeddings": 256,
    # Large, so that attention is not spread evenly and differences show.
    "initializer_range": 0.2, "pad_token_id": 0,
}  # fmt: skip
_BART: dict[str, Any] = {
    "vocab_size": VOCAB, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2,
    "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48, "max_position_embeddings": 256, "pad_token_id": 0, "bos_token_id": 0,
    "eos_token_id": 1, "decoder_start_token_id": 0, "forced_eos_token_id": None, "init_std": 0.2,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One form of a memory kind.

    Attributes:
        kind: its name.
        options: what it is told.
        remembers: whether anything passes from one segment to the next.
        has_gradient: whether gradients flow through what passes.
    """

    kind: str
    options: dict[str, Any] = field(default_factory=dict)
    remembers: bool = True
    has_gradient: bool = True

    @property
    def name(self) -> str:
        """How the case is called in test reports."""
        return "-".join([self.kind, *(f"{k}={v}" for k, v in self.options.items())])

    @property
    def needs_encoder(self) -> bool:
        """Whether the backbone is an encoder and a decoder."""
        return self.kind == "nlm"


CASES = (
    Case("armt"),
    Case("infini"),
    Case("infini", {"update": "linear"}),
    Case("knn", has_gradient=False),
    Case("knn", {"neighbours": 3, "capacity": 20}, has_gradient=False),
    Case("lm-bow", has_gradient=False),
    Case("m2m"),
    Case("nlm"),
    Case("none", remembers=False, has_gradient=False),
    Case("rmt"),
    Case("s2s"),
    Case("s2s", {"competition": True}),
    Case("titans"),
    Case("titans", {"variant": "gate", "persistent_tokens": 2}),
)


def backbone(case: Case, *, dropout: float = 0.0, family: str = "llama") -> tf.PreTrainedModel:
    """A tiny random model that the case can be attached to, in evaluation mode."""
    torch.manual_seed(0)
    if case.needs_encoder:
        config = tf.BartConfig(**_BART, dropout=dropout, attention_dropout=dropout)
        return tf.AutoModelForSeq2SeqLM.from_config(config).eval()
    if family == "gpt2":
        config = tf.GPT2Config(
            n_embd=32, n_layer=2, n_head=4, n_positions=256, vocab_size=VOCAB, bos_token_id=0,
            eos_token_id=1, attn_pdrop=dropout, embd_pdrop=dropout, resid_pdrop=dropout,
            initializer_range=0.2,
        )  # fmt: skip
    else:
        config = tf.LlamaConfig(**_LLAMA, attention_dropout=dropout)
    return tf.AutoModelForCausalLM.from_config(config).eval()


@made_once
def fresh(case: Case, **options: Any) -> MemoryModel:
    """A model with a memory that has learnt nothing."""
    slots = 24 if case.kind == "lm-bow" else SLOTS
    model = attach_memory(
        backbone(case, **options), kind=case.kind, num_slots=slots, segment_length=SEGMENT,
        options=case.options,
    )  # fmt: skip
    return model.eval()


@made_once
def stirred(case: Case, **options: Any) -> MemoryModel:
    """A model with a memory whose every weight counts."""
    model = fresh(case, **options)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.memory.parameters():
            spread = float(parameter.std()) if parameter.numel() > 1 else 0.0
            fan_in = parameter.shape[-1] if parameter.dim() > 1 else 1
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_(noise * (0.3 * spread if spread > 1e-3 else 0.7 * fan_in**-0.5))
    return model


def random_ids(rows: int, columns: int, seed: int = 0) -> torch.Tensor:
    """Tokens `[rows, columns]`; none of them is the padding."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(2, VOCAB, (rows, columns), generator=generator)


def params(*cases: Case) -> list[Any]:
    """Cases as parameters of a test, each under its name."""
    return [pytest.param(case, id=case.name) for case in cases or CASES]


every_case = pytest.mark.parametrize("case", params())


def difference(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> float:
    """The largest difference between the tensors of two states."""
    assert one.keys() == other.keys()
    largest = 0.0
    for name, tensor in one.items():
        mine, theirs = as_long(tensor, other[name])
        assert mine.shape == theirs.shape, name
        if mine.numel():
            largest = max(largest, float((mine.double() - theirs.double()).abs().max()))
    return largest
