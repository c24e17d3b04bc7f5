"""A task of the engine's thread that can be held, let go on and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from memstudio.progress import Control
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Failure, TaskKind

_ACTIVE = frozenset({"running", "pausing", "paused", "stopping"})


class HeldTask(QObject):
    """Where a task stands; one at a time.

    Signals:
        changed: the state, or how far it is.

    Attributes:
        state: "idle", "running", "pausing", "paused", "stopping", "stopped", "completed", "failed".

    Args:
        engine: whose thread does it.
        kind: of the task.
        end: its state when it has ended and nothing else was said of that.
        parent: as of any object.
    """

    changed = Signal()
    # From the worker's thread to this one: a control's `on_paused`.
    _paused = Signal(bool)

    def __init__(self, engine: EngineThread, kind: TaskKind, end: str, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._kind = kind
        self._usual_end = end
        self.state = "idle"
        self._control: Control | None = None
        self._paused.connect(self._on_paused)
        engine.worker.task_cancelled.connect(self._on_worker_task_cancelled)
        engine.worker.task_failed.connect(self._on_worker_task_failed)
        engine.worker.task_ended.connect(self._on_worker_task_ended)

    @property
    def is_active(self) -> bool:
        """Whether it is on."""
        return self.state in _ACTIVE

    def pause(self) -> None:
        """Hold it at its next check."""
        if self._control is not None and self.state == "running":
            self._control.pause()
            self._set_state("pausing")

    def resume(self) -> None:
        """Let it go on."""
        if self._control is not None and self.state in {"pausing", "paused"}:
            self._control.resume()
            self._set_state("running")

    def stop(self) -> None:
        """End it at its next check."""
        if self._control is not None and self.is_active:
            self._control.cancel()
            self._set_state("stopping")

    def _set_state(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    def _end(self, state: str, failure: Failure | None = None) -> None:
        """It is over, in a state; because of a failure, or not."""
        self._control = None
        self._set_state(state)

    @Slot(bool)
    def _on_paused(self, is_paused: bool) -> None:
        if is_paused and self.state == "pausing":
            self._set_state("paused")

    @Slot(object)
    def _on_worker_task_cancelled(self, task: TaskKind) -> None:
        if task is self._kind:
            self._end("stopped")

    @Slot(object)
    def _on_worker_task_failed(self, failure: Failure) -> None:
        if failure.task is self._kind and self.is_active:
            self._end("failed", failure)

    @Slot(object)
    def _on_worker_task_ended(self, task: TaskKind) -> None:
        if task is self._kind and self.is_active:
            self._end(self._usual_end)
