"""What is selected, for all views at once: they talk through this and never to each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Selection:
    """One place in the memory, the document and the training; None where nothing is chosen.

    Attributes:
        slot: index of a slot.
        segment: index of a segment, the place on the document's time axis.
        token: index of a token in the document.
        layer: index of a layer; None means all of them.
        head: index of a head of the weights; None means all of them.
        step: training step whose trace is shown; None means the latest.
    """

    slot: int | None = None
    segment: int | None = None
    token: int | None = None
    layer: int | None = None
    head: int | None = None
    step: int | None = None


class SelectionModel(QObject):
    """Holds the Selection and what the mouse is over, and tells the views of changes.

    Signals:
        selection_changed: the new `Selection`.
        hover_changed: a `Selection` of what the mouse is over.
    """

    selection_changed = Signal(object)
    hover_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = Selection()
        self.hovered = Selection()

    def select(self, **changes: int | None) -> None:
        """Change some fields of the selection."""
        new = replace(self.current, **changes)
        if new != self.current:
            self.current = new
            self.selection_changed.emit(new)

    def hover(self, **fields: int | None) -> None:
        """Say what the mouse is over; no fields when it is over nothing."""
        new = Selection(**fields)
        if new != self.hovered:
            self.hovered = new
            self.hover_changed.emit(new)

    def clear(self) -> None:
        """Select nothing."""
        self.select(slot=None, segment=None, token=None, layer=None, head=None, step=None)
        self.hover()
