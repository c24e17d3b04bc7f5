"""What is known of the slots after the current segment, fetched beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.gui.panes.memory.between_view import BetweenView
from memstudio.gui.panes.memory.contents_view import ContentsView
from memstudio.gui.wishes import Wishes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTabWidget

    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_weights import WeightChoice


class SegmentSide(QObject):
    """Two tabs beside the text; only the one in front is filled.

    Attributes:
        contents: a row a slot.
        between: how slots looked at slots.
        wishes: for what is still to come from the trace.
    """

    def __init__(self, tabs: QTabWidget, controls: Controls) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._controls = controls
        self.contents = ContentsView()
        self.contents.setMinimumSize(160, 60)
        self.between = BetweenView()
        self.wishes = Wishes(self)
        self._document: TraceDocument | None = None
        self._segment = 0
        self._choice: WeightChoice | None = None
        self._slot: int | None = None
        self._seen: tuple[object, ...] = ()
        tabs.currentChanged.connect(self._on_tabs_current_changed)

    def forget(self) -> None:
        """What is shown next is shown anew, even if it is the same segment."""
        self._seen = ()

    def show_segment(self, document: TraceDocument, segment: int, choice: WeightChoice) -> None:
        """Show a segment of a trace; what was asked for before is not wanted any more."""
        self._document, self._segment, self._choice = document, segment, choice
        controls, is_first = self._controls, self._tabs.currentIndex() == 0
        shown = (document, segment, choice, is_first)
        if shown == self._seen or not document.has_slots:
            return
        self._seen = shown
        distinctive, colours = controls.lists_distinctive_words, controls.colour_map

        def show_contents(_: object) -> None:
            self.contents.slots.show_segment(
                document, segment, choice.layer, distinctive=distinctive
            )
            # Rows that were not there yet could not be marked.
            self.contents.mark(self._slot)

        def show_between(_: object) -> None:
            self.between.show_segment(document, segment, choice, colours)

        # Read beside the window first: the view asks for each row again, and finds it at hand.
        if is_first:
            self.wishes.ask(
                "segment",
                lambda _: document.fetch_slots(segment, choice.layer, distinctive=distinctive),
                show_contents,
            )
        elif document.has_between:
            self.wishes.ask("segment", lambda _: document.between(segment, choice), show_between)

    def mark(self, slot: int | None) -> None:
        """Mark the selected slot."""
        self._slot = slot
        self.contents.mark(slot)
        self.between.mark(slot)

    @Slot(int)
    def _on_tabs_current_changed(self, _: int) -> None:
        if self._document is not None and self._choice is not None:
            self.show_segment(self._document, self._segment, self._choice)
