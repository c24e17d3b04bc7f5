"""From an answer to where it came from: the conversation is read again, recorded, and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.tasks.dialogue.turn import Turn
    from memstudio.workers.messages import Failure

_MUCH = 0.5
"""Of the most that a word of the answer gained."""


class AnswerCommands(QObject):
    """Waits for the recording of a conversation, and explains a word that the memory gave much to."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._name = ""
        self._written = (0, 0)
        session = window.session
        session.traces.document_changed.connect(self._on_traces_document_changed)
        session.failed.connect(self._on_session_failed)

    @Slot(object, int)
    def show(self, turns: Sequence[Turn], number: int) -> None:
        """Read these turns again, token by token as they were, and explain the last answer.

        Args:
            turns: that are remembered, from the first to the one with the answer.
            number: of that turn, from 1.
        """
        ids = tuple(each for turn in turns for each in turn.ids)
        length = len(turns[-1].written_ids)
        self._name = self.tr("Answer {number}, and all that was said before").format(number=number)
        self._written = (len(ids) - length, len(ids))
        self._window.session.traces.spoken.add(self._name)
        self._window.session.record_trace(ids, self._name, gain=True)
        self._window.show_page("memory")

    @Slot(object)
    def _on_traces_document_changed(self, document: TraceDocument | None) -> None:
        if document is None or not self._name or document.name != self._name:
            return
        self._name = ""
        token = self._telling_word(document)
        # When all views have taken the document in.
        QTimer.singleShot(0, self, lambda: self._explain(document, token))

    def _telling_word(self, document: TraceDocument) -> int:
        """The first token of the answer that gained much from the memory, or the first of all."""
        first, stop = self._written
        gain = document.gain
        if gain is None or len(gain) < stop:
            return first
        known = {place: float(gain[place]) for place in range(first, stop) if gain[place] > 0}
        enough = _MUCH * max(known.values(), default=0.0)
        return next((place for place, each in known.items() if each >= enough), first)

    def _explain(self, document: TraceDocument, token: int) -> None:
        if self._window.session.traces.document is document:
            segment = int((document.segment_starts <= token).sum()) - 1
            self._window.selection.select(token=token, segment=segment)
            self._window.commands.effects.explain()

    @Slot(object)
    def _on_session_failed(self, failure: Failure) -> None:
        if failure.task is TaskKind.TRACE:
            self._name = ""
