"""The models whose cost is compared: one backbone, memories on it, and one text for all."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, BartConfig, LlamaConfig

from memstudio.bench.memory_cost_pairs import PlainPairs
from memstudio.errors import DataError, marked
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import memory_kinds
from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
    from transformers import PreTrainedModel

    from memstudio.memory.memory_model import MemoryModel

PLAIN = "none"
PLAIN_PAIRS = "none, in pairs"

# Beside what a kind is by default: settings that cost something else.
_VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "titans": {"titans, gate": {"options": {"variant": "gate"}}},
    "lm-bow": {"lm-bow, 1,024 words": {"num_slots": 1024}},
}


@dataclass(frozen=True)
class CostSize:
    """The size of all models.

    Attributes:
        width: d.
        layers: of a decoder alone; an encoder and its decoder have half as many each.
        heads: of attention.
        vocab_size: V.
        segment_length: S.
        num_slots: m.
    """

    width: int = 384
    layers: int = 6
    heads: int = 6
    vocab_size: int = 8192
    segment_length: int = 128
    num_slots: int = 16


@dataclass(frozen=True)
class Subject:
    """One model that is measured.

    Attributes:
        label: its name in the tables.
        kind: of memory.
        baseline: the label of the model without a memory that it is compared with.
        options: of the kind.
        num_slots: None for those of the size.
    """

    label: str
    kind: str
    baseline: str = PLAIN
    options: dict[str, Any] = field(default_factory=dict)
    num_slots: int | None = None


def subjects_of(kinds: Sequence[str]) -> list[Subject]:
    """What is measured for memory kinds: their baselines first, then each with its variants.

    Raises:
        MemStudioError: there is no such kind.
    """
    found = {}
    for kind in kinds:
        needs_encoder = memory_kinds.get(kind).needs_encoder
        baseline = PLAIN_PAIRS if needs_encoder else PLAIN
        found[baseline] = Subject(baseline, "nlm" if needs_encoder else "none", baseline)
        if kind != PLAIN:
            found[kind] = Subject(kind, kind, baseline)
        for label, changes in _VARIANTS.get(kind, {}).items():
            found[label] = Subject(label, kind, baseline, **changes)
    return sorted(found.values(), key=lambda subject: subject.label != subject.baseline)


def build(subject: Subject, size: CostSize, device: torch.device | str = "cpu") -> MemoryModel:
    """A fresh model; the same each time."""
    torch.manual_seed(0)
    kind_class = memory_kinds.get(subject.kind)
    backbone = _pair_backbone(size) if kind_class.needs_encoder else _backbone(size)
    model = attach_memory(
        backbone,
        kind=subject.kind,
        num_slots=subject.num_slots or size.num_slots,
        segment_length=size.segment_length,
        options=subject.options,
    )
    if subject.label == PLAIN_PAIRS:
        model.memory = PlainPairs(model.config, backbone)
    model.to(device)
    return model


def decoder_config(size: CostSize, *, is_tied: bool) -> LlamaConfig:
    """The shape of the backbone; whether its output layer has the weights of its words."""
    return LlamaConfig(
        vocab_size=size.vocab_size,
        hidden_size=size.width,
        intermediate_size=8 * size.width // 3,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        max_position_embeddings=_positions(size),
        tie_word_embeddings=is_tied,
    )


def _backbone(size: CostSize) -> PreTrainedModel:
    config = decoder_config(size, is_tied=True)
    backbone: PreTrainedModel = AutoModelForCausalLM.from_config(config)
    return backbone


def _pair_backbone(size: CostSize) -> PreTrainedModel:
    layers = max(1, size.layers // 2)
    config = BartConfig(
        vocab_size=size.vocab_size,
        d_model=size.width,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=size.heads,
        decoder_attention_heads=size.heads,
        encoder_ffn_dim=4 * size.width,
        decoder_ffn_dim=4 * size.width,
        max_position_embeddings=_positions(size),
        dropout=0.0,
    )
    backbone: PreTrainedModel = AutoModelForSeq2SeqLM.from_config(config)
    return backbone


def _positions(size: CostSize) -> int:
    """Room for a segment twice, and for memory tokens on both sides."""
    return 2 * (size.segment_length + size.num_slots)


@functools.cache
def _numbers() -> Tensor:
    """`[words]`, those of the bundled novel by how often they stand in it."""
    text = resource("samples", "pride-and-prejudice.txt").read_text(encoding="utf-8")
    words = re.findall(r"\w+|[^\w\s]", text.lower())
    # The first few numbers have a meaning for the backbones.
    first = 4
    number = {word: first + i for i, (word, _) in enumerate(Counter(words).most_common())}
    return torch.tensor([number[word] for word in words])


def text_ids(vocab_size: int, num_tokens: int, *, held_out: int = 0) -> Tensor:
    """`[num_tokens]`, the bundled novel as numbers of its words; the rarest share the last one.

    Where more are wanted than it has, it begins again: all of it but the last `held_out`, which come
    once, at the end.

    Raises:
        DataError: more are held out than it has.
    """
    ids = _numbers().clamp(max=vocab_size - 1)
    if num_tokens <= len(ids):
        return ids[:num_tokens]
    kept = len(ids) - held_out
    if kept <= 0:
        raise DataError(
            marked("errors", "The text has {count} words, fewer than are held out: {wanted}. Take smaller or shorter batches."),
            count=len(ids), wanted=held_out,
        )  # fmt: skip
    trained = ids[:kept].repeat(-(-(num_tokens - held_out) // kept))[: num_tokens - held_out]
    return torch.cat([trained, ids[kept:]])
