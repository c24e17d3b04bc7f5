"""What stands in place of pictures where two traces are of texts that have nothing in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.reader import TraceReader


class NothingCommon(EmptyState):
    """Says so, and lets the open model read the text of A."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        read_first = QPushButton(translate("NothingCommon", "Read the text of A"))
        read_first.setObjectName("readFirst")
        read_first.setToolTip(
            translate("NothingCommon", "The open model reads it, and what comes of that is B")
        )
        text = translate(
            "NothingCommon",
            "A and B are of different texts, and no word of one stands beside a word of the other. "
            "Choose two traces of the same text, or let the open model read the text of A.",
        )
        title = translate("NothingCommon", "Nothing to lay side by side")
        super().__init__("branch", title, text, (read_first,), parent)
        self._session = session
        self._first: TraceReader | None = None
        self._is_read = False
        self.read_first = read_first
        self.read_first.clicked.connect(self._on_read_first_clicked)
        session.task_changed.connect(self._refresh)
        session.model_changed.connect(self._refresh)

    def show_first(self, first: TraceReader) -> None:
        """A, beside which there is nothing."""
        self._first = first
        self._refresh()

    def answer(self, document: TraceDocument | None) -> tuple[str, str] | None:
        """A and what was read for its sake, once that is on show; by path."""
        first = self._first
        if first is None or document is None or not self._is_read:
            return None
        if document.path == str(first.path) or document.text != first.text:
            return None
        self._is_read = False
        return str(first.path), document.path

    @Slot()
    def _refresh(self, _: object = None) -> None:
        session, run = self._session, self._session.run
        is_free = session.task is None or (run is not None and run.is_held)
        self.read_first.setEnabled(session.model is not None and is_free)

    @Slot()
    def _on_read_first_clicked(self) -> None:
        if self._first is not None:
            self._is_read = True
            self._session.record_trace(self._first.text, self._first.document)
