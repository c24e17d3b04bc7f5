"""Which steps of the demo were done, as the session and the selection tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.events import RunFinished
from memstudio.models.catalog import DEMO

if TYPE_CHECKING:
    from memstudio.events import RunEvent
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.trace.provenance_types import GlanceFact
    from memstudio.workers.messages import TextPiece

STEPS = ("open", "look", "ask", "change", "see", "train")
"""In the order in which they are suggested; they count in any."""
_OF_THE_DEMO = frozenset({"look", "ask", "change", "see"})


class Tour(QObject):
    """Follows what the user does as long as it is on.

    Signals:
        changed: it began, ended, or another step was done.

    Attributes:
        is_on: whether it is shown.
        done: the steps that were done.
    """

    changed = Signal()

    def __init__(self, session: Session, selection: SelectionModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._selection = selection
        self.is_on = False
        self.done: frozenset[str] = frozenset()
        selection.selection_changed.connect(self._on_selection_changed)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        session.text_generated.connect(self._on_session_text_generated)
        session.effects.changes_changed.connect(self._on_effects_changes_changed)
        session.effects.glance_changed.connect(self._on_effects_glance_changed)
        session.run_event_received.connect(self._on_session_run_event_received)
        session.model_changed.connect(self._on_session_changed)
        session.corpus_changed.connect(self._on_session_changed)

    @property
    def next(self) -> str | None:
        """The first step that was not done, or whose model is to be opened; None when all were."""
        step = next((step for step in STEPS if step not in self.done), None)
        return "open" if step in _OF_THE_DEMO and not self._has_demo else step

    @property
    def _has_demo(self) -> bool:
        model = self._session.model
        return model is not None and model.reference == DEMO

    @property
    def finding(self) -> tuple[GlanceFact, int] | None:
        """What was measured of a slot, and the segment after which taking it out shows."""
        glance, document = self._session.effects.glance, self._session.effects.document
        # It is one slot that the tour has taken out.
        facts = (
            [each for each in glance.facts if len(each.slots) == 1 and not each.places]
            if glance
            else []
        )
        if document is None or not facts:
            return None
        fact = facts[0]
        # A change after the segment of the answer would come too late for it.
        return fact, max(0, document.segment_of(max(0, fact.token - 1)) - 1)

    @property
    def has_text(self) -> bool:
        """Whether there is a text to train on."""
        return self._session.corpus is not None

    @property
    def is_at_finding(self) -> bool:
        """Whether that slot is chosen, as it is after that segment."""
        if self.finding is None:
            return False
        (fact, segment), chosen = self.finding, self._selection.current
        return (chosen.slot, chosen.segment, chosen.token) == (fact.slots[0], segment, None)

    @Slot()
    def begin(self) -> None:
        """Show it, from the first step."""
        self.is_on = True
        self.done = frozenset()
        # The demo may be there already.
        self._on_traces_document_changed()
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """Show it no more."""
        self.is_on = False
        self.changed.emit()

    def carried(self) -> tuple[bool, frozenset[str]]:
        """How far it is, for another window."""
        return self.is_on, self.done

    def carry_on(self, state: tuple[bool, frozenset[str]]) -> None:
        """Go on where it was in another window."""
        self.is_on, self.done = state
        self.changed.emit()

    # ------------------------------------------------------------------ what is done

    def _tick(self, step: str) -> None:
        counts = step not in _OF_THE_DEMO or self._has_demo
        if self.is_on and step not in self.done and counts:
            self.done |= {step}
            self.changed.emit()

    @Slot(object)
    def _on_traces_document_changed(self, _: object = None) -> None:
        if self._session.effects.document is not None and self._has_demo:
            self._tick("open")

    @Slot(object)
    def _on_session_changed(self, _: object) -> None:
        if self.is_on:
            self.changed.emit()

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        effects = self._session.effects
        if selection.slot is not None and effects.document is not None:
            self._tick("look")
        if selection.token is not None and effects.effect is not None and effects.active:
            # What was measured is there by itself, sooner than it is looked at.
            self._tick("see")
        if self.is_on and self.next == "change":
            self.changed.emit()

    @Slot(object)
    def _on_session_text_generated(self, piece: TextPiece) -> None:
        if piece.is_last and not piece.was_given_up:
            self._tick("ask")

    @Slot()
    def _on_effects_changes_changed(self) -> None:
        if self._session.effects.active:
            self._tick("change")

    @Slot(object)
    def _on_effects_glance_changed(self, _: object) -> None:
        # It names the slot that is best taken out.
        if self.is_on:
            self.changed.emit()

    @Slot(object)
    def _on_session_run_event_received(self, event: RunEvent) -> None:
        if isinstance(event, RunFinished):
            self._tick("train")
