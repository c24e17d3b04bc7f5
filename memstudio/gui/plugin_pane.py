"""What a plug-in's pane is, and what it hears of the window: all that it may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.events import RunEvent
    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.run_view import RunView
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.models.summary import ModelSummary
    from memstudio.workers.messages import TraceRecorded


class PaneHost(QObject):
    """The window as a pane sees it: what is open, what happens, what is selected.

    Everything that is handed over is plain and immutable; no pane comes near the model.

    Signals:
        model_changed: a `ModelSummary`, or None when the model was closed.
        corpus_changed: a `CorpusPreview`, or None.
        run_changed: the `RunView` on show.
        run_event_received: each `RunEvent` of the run on show, trained here or read from its folder.
        trace_changed: the `TraceRecorded` on show.
        selection_changed: the `Selection` of slot, segment, token, layer, head and step.
    """

    model_changed = Signal(object)
    corpus_changed = Signal(object)
    run_changed = Signal(object)
    run_event_received = Signal(object)
    trace_changed = Signal(object)
    selection_changed = Signal(object)

    def __init__(
        self, session: Session, selection: SelectionModel, messages: MessageLog, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._selection = selection
        self._messages = messages
        session.model_changed.connect(self.model_changed)
        session.corpus_changed.connect(self.corpus_changed)
        session.run_changed.connect(self.run_changed)
        session.run_event_received.connect(self.run_event_received)
        session.run_read.connect(self._on_session_run_read)
        session.trace_changed.connect(self.trace_changed)
        selection.selection_changed.connect(self.selection_changed)

    @property
    def model(self) -> ModelSummary | None:
        """The model that is open."""
        return self._session.model

    @property
    def corpus(self) -> CorpusPreview | None:
        """The dataset that was read."""
        return self._session.corpus

    @property
    def run(self) -> RunView | None:
        """The run on show."""
        return self._session.run

    @property
    def trace(self) -> TraceRecorded | None:
        """The trace on show; `memstudio.trace.reader.TraceReader` opens its path."""
        return self._session.trace

    @property
    def selection(self) -> Selection:
        """What is selected now."""
        return self._selection.current

    def select(self, **changes: int | None) -> None:
        """Select something, for all views at once."""
        self._selection.select(**changes)

    def tell(self, text: str) -> None:
        """Say something to the user, in the messages."""
        self._messages.add("info", text)

    @Slot(object)
    def _on_session_run_read(self, found: tuple[RunEvent, ...]) -> None:
        for event in found:
            self.run_event_received.emit(event)


class PluginPane(QWidget):
    """The base of every pane that a plug-in brings. It is shown in a dock of its own.

    Attributes:
        title: of the dock.
        area: where the dock is at first; the user may move it.
        pages: the pages on which it is seen, such as "train" or "memory/document"; empty for all.
        host: what the pane hears of the window.
    """

    title: ClassVar[str] = ""
    area: ClassVar[Literal["left", "right", "bottom"]] = "right"
    pages: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, host: PaneHost, parent: QWidget) -> None:
        super().__init__(parent)
        self.host = host
