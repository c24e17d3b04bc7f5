"""Whether the open model, as its weights are now, is what read the document on show.

Names do not tell: a model that is being trained keeps its own, and a folder may be called otherwise
by now. So the worker compares the weights, whenever they or the document may be others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio import events
from memstudio.progress import Control
from memstudio.workers.causal_messages import CheckReader, ReaderChecked
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.events import RunEvent
    from memstudio.gui.trace_view import TraceView
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Failure


class ReaderCheck(QObject):
    """Asks the worker; nobody knows while the weights change at every step.

    Signals:
        changed: what is known.
    """

    changed = Signal()

    def __init__(self, engine: EngineThread, traces: TraceView, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._traces = traces
        self._has_model = self._is_training = False
        self._asked: CheckReader | None = None
        self._answer: ReaderChecked | None = None
        traces.document_changed.connect(self._on_traces_document_changed)
        worker = engine.worker
        worker.model_loaded.connect(self._on_worker_model_loaded)
        worker.model_unloaded.connect(self._on_worker_model_unloaded)
        worker.run_event_received.connect(self._on_worker_run_event_received)
        worker.task_ended.connect(self._on_worker_task_ended)
        engine.causal_worker.reader_checked.connect(self._on_worker_reader_checked)

    @property
    def is_own(self) -> bool | None:
        """Whether the open model read the document; None where nobody knows."""
        return None if self._answer is None else self._answer.failure is None

    @property
    def why_not(self) -> Failure | None:
        """Why it did not, in words."""
        return None if self._answer is None else self._answer.failure

    def _ask(self) -> None:
        """Ask anew, where anybody could answer now."""
        was_known = self._answer is not None
        if self._asked is not None:
            self._asked.control.cancel()
        self._asked = self._answer = None
        document = self._traces.document
        can_answer = self._has_model and not self._is_training
        if can_answer and document is not None and document.has_slots:
            self._asked = CheckReader(Control(), document.path)
            self._engine.submit(self._asked)
        if was_known:
            self.changed.emit()

    @Slot(object)
    def _on_worker_reader_checked(self, answer: ReaderChecked) -> None:
        if self._asked is not None and self._asked.trace == answer.trace:
            self._asked, self._answer = None, answer
            self.changed.emit()

    @Slot(object)
    def _on_traces_document_changed(self, _: object) -> None:
        self._ask()

    @Slot(object)
    def _on_worker_model_loaded(self, _: object) -> None:
        self._has_model = True
        self._ask()

    @Slot()
    def _on_worker_model_unloaded(self) -> None:
        self._has_model = False
        self._ask()

    @Slot(object)
    def _on_worker_run_event_received(self, event: RunEvent) -> None:
        if isinstance(event, (events.RunStarted, events.RunResumed, events.RunPaused)):
            self._is_training = not isinstance(event, events.RunPaused)
            self._ask()

    @Slot(object)
    def _on_worker_task_ended(self, task: TaskKind) -> None:
        if task is TaskKind.TRAIN:
            self._is_training = False
            self._ask()
