"""What can be read into the memory: the text of the Memory page, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.panes.use.suggestions import questions_about
from memstudio.gui.text_reading import TextReading

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.panes.use.suggestions import Suggestions
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.workers.dialogue_messages import DialogueView
    from memstudio.workers.messages import TextFile

# Beyond this a click should not read a text into the memory: it would take long.
_LONGEST = 400_000


class DocumentReading(QObject):
    """Suggests the text of the Memory page, or questions about it once it was read.

    Signals:
        read_requested: a text or a `TextFile`, and what it is called.
        changed: something else is suggested.

    Attributes:
        files: asks for a file.

    Args:
        session: whose model reads.
        suggestions: the row of what could be tried next.
        owner: dialogs open over it.
    """

    read_requested = Signal(object, str)
    changed = Signal()

    def __init__(self, session: Session, suggestions: Suggestions, owner: QWidget) -> None:
        super().__init__(owner)
        self._session = session
        self._suggestions = suggestions
        self._read_path: str | None = None
        self.files = TextReading(session, self._read, _LONGEST, owner)
        suggestions.reading_requested.connect(self._on_suggestions_reading_requested)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        session.dialogue.dialogue_changed.connect(self.follow)

    def forget(self) -> None:
        """Take note that the memory holds nothing of what was read."""
        self._read_path = None
        self.suggest()

    def carried(self) -> str | None:
        """Which text was read, for another window."""
        return self._read_path

    def carry_on(self, state: str | None) -> None:
        """Know what was read in another window."""
        self._read_path = state
        self.suggest()

    def suggest(self) -> None:
        """Offer what makes sense now."""
        model, document = self._session.model, self._session.traces.document
        questions: tuple[str, ...] = ()
        if document is not None and (model is None or len(document.text) > _LONGEST):
            document = None
        elif document is not None and document.path == self._read_path:
            questions = questions_about(document.text)
            document = None
        elif document is not None and (
            document.step is not None or document.name in self._session.traces.spoken
        ):
            # A run's probe is a piece of what is learnt from, its answers with it; what was said
            # here is in the memory.
            document = None
        self._suggestions.suggest(document, questions)
        self.changed.emit()

    def _read(self, text: str | TextFile, name: str) -> None:
        self.read_requested.emit(text, name)

    @Slot()
    def _on_suggestions_reading_requested(self) -> None:
        document = self._session.traces.document
        if document is not None:
            self._read_path = document.path
            self.read_requested.emit(document.text, document.name)
            self.suggest()

    @Slot(object)
    def follow(self, view: DialogueView) -> None:
        """Take note of what was read: whatever became of the memory, it holds what its turns say."""
        document, self._read_path = self._session.traces.document, None
        if document is not None and any(
            (turn.source, turn.prompt) == (document.name, document.text)
            for turn in view.turns[view.since :]
        ):
            self._read_path = document.path
        self.suggest()

    @Slot(object)
    def _on_traces_document_changed(self, _: TraceDocument | None) -> None:
        self.suggest()
