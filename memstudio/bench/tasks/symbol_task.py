"""What a task is: random examples that cannot be done without a memory.

What is asked never stands in the segment of its answer, so a model that sees one segment at a time
can only guess.

Shapes: B rows, T tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from torch import Generator, Tensor

IGNORED = -100
FIRST_SYMBOL = 4
"""Lower tokens are marks; 0 is the one that models pad with."""
ITEM, ASK, END = 1, 2, 3


@dataclass(frozen=True)
class Examples:
    """Examples of a task.

    Attributes:
        ids: `[B, T]`, whole segments.
        labels: `[B, T]`, the token itself where it is asked for, else -100.
        practice: `[B, T]`, the same for training, where more may be asked than what is tested, and
            of tokens that do not stand in the text; None when nothing is.
    """

    ids: Tensor
    labels: Tensor
    practice: Tensor | None = None

    @property
    def training_labels(self) -> Tensor:
        """`[B, T]`, what is learnt from."""
        return self.labels if self.practice is None else self.practice


class SymbolTask(Protocol):
    """A task with a size."""

    @property
    def name(self) -> str:
        """As it is called in tables."""

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""

    @property
    def full_size(self) -> int:
        """What `make` takes as the size when it is given none."""

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples.

        Args:
            num_rows: B.
            generator: where chance comes from.
            size: for curricula and for tests of greater length: how much is to be remembered, or
                for how long; None for the full size.
        """


def symbols(shape: tuple[int, ...], count: int, generator: Generator, first: int = 0) -> Tensor:
    """Random ones of `count` symbols, the first of them the `first` after the marks."""
    lowest = FIRST_SYMBOL + first
    return torch.randint(lowest, lowest + count, shape, generator=generator)


def only(ids: Tensor, asked: Tensor) -> Tensor:
    """Labels that ask for `ids` where `asked` is True."""
    return torch.where(asked, ids, IGNORED)
