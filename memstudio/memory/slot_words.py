"""The contents of a slot as words: what the model makes of its state at its output.

This is the logit lens (nostalgebraist 2020) on slots. A slot's state goes through the backbone's
final norm, unless its kind already took it from behind that norm, and then through the output
layer, with all that the model does before and behind it; the likeliest tokens are its words. A state need not be near any word to have nearest words
(Khashabi et al. 2022), and the same frequent words often come first for every slot. Hence two more
lists: *distinctive* words, ranked by how far their logit stands above that of the mean of all slots
and states, and *control* words, those of random vectors of the same length, which mean nothing.
A slot of length 0 holds nothing: it has no words, and no part in the mean. One that is no other than
the mean, as the only one that holds anything is, has no distinctive words.

Shapes: n vectors, m slots, d width, V vocabulary, k words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from memstudio.memory.output_layer import body_of, logits_of, width_of_logits
from memstudio.memory.precision import in_double

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedModel

    from memstudio.memory.memory_model import MemoryModel

NUM_WORDS = 8
_NUM_CONTROLS = 4
_ROUNDING = 1e-12

_NORM_NAMES = (
    "norm", "ln_f", "final_layer_norm", "final_layernorm", "norm_f", "final_norm", "layer_norm",
    "layernorm",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Nearest words of vectors.

    Attributes:
        ids: `[..., k]`; -1 for none.
        scores: `[..., k]`, probabilities, or logits above the mean.
    """

    ids: Tensor
    scores: Tensor


class SlotLens:
    """Slot states through the output layer of their model."""

    def __init__(self, model: MemoryModel) -> None:
        self._backbone = model.backbone
        self._table: Tensor = model.backbone.get_output_embeddings().weight
        self._norm: nn.Module | None = None
        if not model.memory.slots_are_after_norm:
            self._norm = final_norm(model.backbone)
        self._width = width_of_logits(model.backbone)

    @property
    def applies_norm(self) -> bool:
        """Whether the final norm comes before the output layer."""
        return self._norm is not None

    def fits(self, dim: int) -> bool:
        """Whether slots of width `dim` can go through the output layer."""
        return dim == self._width

    def seen(self, slots: Tensor) -> Tensor:
        """`[n, d]`: the slots `[n, d]` as the output layer gets them."""
        slots = slots.to(self._table)
        return slots if self._norm is None else self._norm(slots)

    def logits(self, seen: Tensor) -> Tensor:
        """`[n, V]` of `[n, d]`, from `seen`."""
        return logits_of(self._backbone, seen).float()

    def words(
        self, seen: Tensor, mean: Tensor, filled: Tensor | None = None
    ) -> tuple[Words, Words]:
        """The likeliest and the most distinctive words.

        Args:
            seen: `[n, d]`, from `seen`.
            mean: `[d]`, the mean of all that `seen` gave for the document.
            filled: `[n]`, from `is_filled`: the others have no words. None for all of them.
        """
        logits = self.logits(seen)
        count = min(NUM_WORDS, logits.shape[-1])
        plain = logits.softmax(-1).topk(count, dim=-1)
        above = (logits - self.logits(mean[None].to(seen))).topk(count, dim=-1)
        filled = torch.ones_like(seen[:, 0], dtype=torch.bool) if filled is None else filled
        return _of_those(filled, plain), _of_those(filled & are_apart(seen, mean.to(seen)), above)

    def control(self, length: float, length_above: float) -> tuple[Words, Words]:
        """Words of random vectors.

        Args:
            length: mean length of what the output layer gets.
            length_above: mean length of its difference from the mean.
        """
        generator = torch.Generator().manual_seed(0)
        random = torch.randn(_NUM_CONTROLS, self._width, generator=generator)
        random = nn.functional.normalize(random, dim=-1).to(self._table)
        nowhere = torch.zeros_like(random[0])
        return (
            self.words(random * length, nowhere)[0],
            self.words(random * length_above, nowhere)[1],
        )


class LengthMean:
    """Running mean of vectors, and the mean lengths of the vectors and of their differences."""

    def __init__(self) -> None:
        self._count = 0
        self._sum: Tensor | None = None
        self._squares = 0.0

    def add(self, vectors: Tensor) -> None:
        """Take `[n, d]`."""
        vectors = in_double(vectors)
        self._count += vectors.shape[0]
        total = vectors.sum(0)
        self._sum = total if self._sum is None else self._sum + total
        self._squares += float(vectors.square().sum())

    @property
    def mean(self) -> Tensor:
        """`[d]` float64."""
        assert self._sum is not None, "nothing was added"  # noqa: S101
        return self._sum / max(1, self._count)

    @property
    def length(self) -> float:
        """Root of the mean squared length."""
        return float((self._squares / max(1, self._count)) ** 0.5)

    @property
    def spread(self) -> float:
        """Root of the mean squared distance from the mean; 0 where it is no more than rounding."""
        square = self.length**2
        apart = square - float(self.mean.square().sum())
        return float(apart**0.5) if apart > _ROUNDING * square else 0.0


def are_apart(seen: Tensor, mean: Tensor) -> Tensor:
    """`[n]` bool: which of the vectors `[n, d]` are further from `mean` than by rounding."""
    rounding = torch.finfo(seen.dtype).eps * seen.norm(dim=-1)
    apart: Tensor = (seen - mean).norm(dim=-1) > rounding
    return apart


def is_filled(slots: Tensor) -> Tensor:
    """`[n]` bool: which of the vectors `[n, d]` hold anything."""
    return slots.any(dim=-1)


def mean_of(parts: Iterable[Tensor]) -> LengthMean:
    """The running mean of `[n, d]` parts."""
    mean = LengthMean()
    for part in parts:
        mean.add(part)
    return mean


def _of_those(has: Tensor, best: torch.return_types.topk) -> Words:
    """The best of each vector, and none of the others'."""
    return Words(
        best.indices.masked_fill(~has[:, None], -1), best.values.masked_fill(~has[:, None], 0.0)
    )


def final_norm(backbone: PreTrainedModel) -> nn.Module | None:
    """The norm before the output layer, found by the names it has in transformers."""
    body = body_of(backbone)
    found = [getattr(body, name, None) for name in _NORM_NAMES]
    return next((module for module in found if isinstance(module, nn.Module)), None)
