"""Puts what a session opens on the list of what was open lately."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.leftovers import is_passing
from memstudio.models.source import RUN_CONFIG

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.events import RunEvent
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument


class RecentWatch(QObject):
    """Only what can be opened again: not the demo, nor a trace that goes with the program or a run.

    Args:
        session: what is followed.
        recent: the list.
    """

    def __init__(self, session: Session, recent: RecentItems, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._recent = recent
        session.model_changed.connect(self.look_at_model)
        session.corpus_changed.connect(self._on_session_corpus_changed)
        session.run_event_received.connect(self._on_session_run_event_received)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        session.traces.kept.connect(self._on_traces_kept)
        self.look_at_model()

    @Slot()
    def look_at_model(self) -> None:
        """Note which model is open."""
        model = self._session.model
        if model is not None and model.reference != "demo":
            self._recent.add("model", (model.reference,))

    @Slot(object)
    def _on_session_corpus_changed(self, corpus: CorpusPreview | None) -> None:
        if corpus is not None and corpus.is_usable:
            self._recent.add("data", corpus.paths)

    @Slot(object)
    def _on_session_run_event_received(self, event: RunEvent) -> None:
        if event.event == "run_started":
            self._recent.add("run", (event.run,))

    @Slot(object)
    def _on_traces_document_changed(self, document: TraceDocument | None) -> None:
        if document is None:
            return
        path = Path(document.path)
        if not is_passing(path) and not (path.parent.parent / RUN_CONFIG).is_file():
            self._recent.add("trace", (str(path),))

    @Slot(str)
    def _on_traces_kept(self, path: str) -> None:
        self._recent.add("trace", (path,))
