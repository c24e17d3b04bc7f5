"""A head that says a number after a text: linear, on what the output layer takes in at the last token.

Targets are learnt in units of their own spread, so that one learning rate suits any of them; what is
said is in the units of the data again. A fresh head says their mean.

Shapes: B rows, d width.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.precise_projections import precise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transformers import PreTrainedModel


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
        # Halved first: the largest numbers have a spread, too.
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


class ValueHead(nn.Module):
    """Says a standardised number of each row.

    Args:
        width: d.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, 1)
        self.initialise()

    def initialise(self) -> None:
        """Say the mean of all."""
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    @override
    def forward(self, hidden: Tensor) -> Tensor:
        """Numbers `[B]`, in single precision at least.

        Args:
            hidden: `[B, d]`, at the last token of each row.
        """
        # Half precision has three digits, which is too few for a number.
        with torch.autocast(hidden.device.type, enabled=False):
            hidden = hidden.to(precise(hidden))
            weight, bias = self.linear.weight[0].to(hidden), self.linear.bias.to(hidden)
            # A product of matrices rounds by where its weights lie, and these lie elsewhere when opened.
            return (hidden * weight).sum(-1) + bias


@contextmanager
def seen_by_output_layer(backbone: PreTrainedModel) -> Iterator[list[Tensor]]:
    """Note what the output layer over words takes in, `[B, n, d]` a call, for as long as this lasts."""
    seen: list[Tensor] = []

    def note(_: nn.Module, args: tuple[Any, ...], __: Any) -> None:
        seen.append(args[0])

    # After it has run: what picks the tokens that it runs at does so before.
    handle = backbone.get_output_embeddings().register_forward_hook(note)
    try:
        yield seen
    finally:
        handle.remove()


def width_of_output(backbone: PreTrainedModel) -> int:
    """The width d of what the output layer over words takes in."""
    return int(backbone.get_output_embeddings().weight.shape[1])
