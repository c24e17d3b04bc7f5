"""The three things a model is used for whose cost differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")


@dataclass(frozen=True)
class PerUse(Generic[T]):
    """One value for each use.

    Attributes:
        training: forward, backward and the optimiser's step.
        reading: taking a text in; only the last token's logits are wanted.
        scoring: the same with the logits of every token.
    """

    training: T
    reading: T
    scoring: T

    def map(self, function: Callable[[T], U]) -> PerUse[U]:
        """What a function makes of each value."""
        return PerUse(function(self.training), function(self.reading), function(self.scoring))

    def join(self, other: PerUse[U], function: Callable[[T, U], V]) -> PerUse[V]:
        """What a function makes of each value and the other's for the same use."""
        return PerUse(
            function(self.training, other.training),
            function(self.reading, other.reading),
            function(self.scoring, other.scoring),
        )
