"""Which text has been asked for and is not read yet, also while the engine is still busy otherwise."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.workers.messages import ReadData, ReadToMeasure, TaskKind

if TYPE_CHECKING:
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Request


class Readings(QObject):
    """Follows what is asked of the engine; its requests are done in order.

    Signals:
        changed: something else is waited for.
    """

    changed = Signal()

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: deque[ReadData] = deque()
        engine.submitted.connect(self._on_engine_submitted)
        engine.worker.task_ended.connect(self._on_worker_task_ended)

    @property
    def dataset(self) -> tuple[str, ...]:
        """What is to become the dataset; nothing when none is being read."""
        return self._latest(is_to_measure=False)

    @property
    def to_measure(self) -> tuple[str, ...]:
        """What the model is to be measured on."""
        return self._latest(is_to_measure=True)

    def _latest(self, *, is_to_measure: bool) -> tuple[str, ...]:
        found = (
            each.paths
            for each in reversed(self._asked)
            if isinstance(each, ReadToMeasure) is is_to_measure
        )
        return next(found, ())

    @Slot(object)
    def _on_engine_submitted(self, request: Request) -> None:
        if isinstance(request, ReadData):
            self._asked.append(request)
            self.changed.emit()

    @Slot(object)
    def _on_worker_task_ended(self, task: TaskKind) -> None:
        if task is TaskKind.READ_DATA and self._asked:
            self._asked.popleft()
            self.changed.emit()
