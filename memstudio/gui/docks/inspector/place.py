"""What the inspector's sections are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.trace.slot_weights import Place

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument


@dataclass(frozen=True)
class SlotPlace:
    """One slot of a trace after one segment, and whose attention is looked at.

    Attributes:
        document: the trace.
        slot: which.
        segment: after which segment; the state has one number more.
        layer: None for the mean of all.
        head: one head of that layer; None for the mean of all.
    """

    document: TraceDocument
    slot: int
    segment: int
    layer: int | None = None
    head: int | None = None

    @property
    def state(self) -> int:
        """The number of the state."""
        return self.segment + 1

    @property
    def place(self) -> Place:
        """As the engine has it."""
        return Place(self.slot, self.layer, self.head)
