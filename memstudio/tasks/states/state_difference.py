"""How two memory states of one model differ, slot by slot, as plain data. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.tasks.memory_snapshot import SlotContents


@dataclass(frozen=True, slots=True)
class SlotDifference:
    """One slot in both states.

    Attributes:
        slot: its index.
        distance: the length of the difference of its vectors.
        relative: the distance as a share of the mean length of the two vectors; 0 of nothing.
        cosine: of the angle between the two; None where one has no length.
        is_equal: whether every number is the same.
        one: its words in the first state; empty where the model has none.
        other: its words in the second.
    """

    slot: int
    distance: float
    relative: float
    cosine: float | None
    is_equal: bool
    one: SlotContents
    other: SlotContents


@dataclass(frozen=True, slots=True)
class StateDifference:
    """Two states, compared.

    Attributes:
        one: the name of the first.
        other: the name of the second.
        segments: written in each.
        pending: tokens that wait for the next write in each.
        slots: slot by slot.
        is_equal: whether the two are the same in all, also in what no slot shows.
    """

    one: str
    other: str
    segments: tuple[int, int]
    pending: tuple[int, int]
    slots: tuple[SlotDifference, ...]
    is_equal: bool

    @property
    def num_equal(self) -> int:
        """Slots in which every number is the same."""
        return sum(each.is_equal for each in self.slots)

    @property
    def has_words(self) -> bool:
        """Whether the model has words for any of its slots."""
        return any(each.one.words or each.other.words for each in self.slots)
