"""A head that says a number after a text.

Targets are learnt in units of their own spread, so that one learning rate suits any of them; what is
said is in the units of the data again. A fresh head says their mean.

Shapes: B rows, d width.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.text_head import TextHead

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Where numbers lie: they are learnt as distances from `mean`, in units of `scale`.

    Attributes:
        mean: of the numbers that are learnt.
        scale: their standard deviation, more than 0.
    """

    mean: float = 0.0
    scale: float = 1.0

    @classmethod
    def of(cls, numbers: Sequence[float]) -> ValueScale:
        """The scale of some numbers.

        Raises:
            ValueError: there are none, they are all the same, or one is not finite.
        """
        values = torch.tensor(numbers, dtype=torch.float64)
        if not len(values) or not bool(values.isfinite().all()):
            raise ValueError("finite numbers are needed")
        # Divided first: the sum of the largest numbers would be none.
        mean = float((values / len(values)).sum())
        most = float((values - mean).abs().max())
        if not math.isfinite(most) or most <= 1e-12 * abs(mean):
            raise ValueError("the numbers have no spread")
        scale = most * float(((values - mean) / most).square().mean().sqrt())
        return cls(mean, scale)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ValueScale:
        """From what a model's configuration holds.

        Raises:
            MemoryAttachError: it is no scale.
        """
        try:
            found = cls(float(values["mean"]), float(values["scale"]))
        except (KeyError, TypeError, ValueError):
            found = cls(scale=0.0)
        if not (math.isfinite(found.mean) and math.isfinite(found.scale) and found.scale > 0):
            raise MemoryAttachError(
                marked("errors", "The scale of the numbers that this model says is damaged: {values}."),
                values=values,
            )  # fmt: skip
        return found

    def to_dict(self) -> dict[str, float]:
        """For a model's configuration."""
        return asdict(self)

    def standardised(self, number: float) -> float:
        """A number of the data, as it is learnt."""
        return (number - self.mean) / self.scale

    def restored(self, standardised: float) -> float:
        """What is meant by a number as it is learnt."""
        return self.mean + self.scale * standardised


class ValueHead(TextHead):
    """Says a standardised number of each row; a fresh one the mean of all.

    Args:
        width: d.
    """

    def __init__(self, width: int) -> None:
        super().__init__(width, 1)

    @override
    def forward(self, hidden: Tensor) -> Tensor:
        """Numbers `[B]`, in single precision at least.

        Args:
            hidden: `[B, d]`, at the last token of each row.
        """
        return super().forward(hidden)[:, 0]
