"""Starts the runs that wait, one after another; holds when it is told to, and at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from memstudio import events
from memstudio.errors import MemStudioError, marked
from memstudio.gui.single_shot import single_shot
from memstudio.paths import config_dir
from memstudio.training.run_queue import QueuedRun, RunQueue
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.session import Session
    from memstudio.training.run_config import RunConfig

_AGAIN_MS = 2_000
"""After which it is looked whether another window has started the run that it prepares."""
_CANCELLED = marked("errors", "It was cancelled before it began.")


class QueueRunner(QObject):
    """The queue of this window.

    A run that could not be started stays with the reason, and the next has its turn.

    Signals:
        changed: the list, or whether the queue is on.
        taken_out: the user removed a run: its place, from 0, and the `QueuedRun`.

    Attributes:
        queue: the runs that wait.
        is_on: whether the next run starts as soon as nothing else is on.
        starting: the number of the run that is being prepared; None when none is.
    """

    changed = Signal()
    taken_out = Signal(int, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.queue = RunQueue(config_dir() / "queue.toml")
        self.is_on = False
        # By the user, so that it is for the user to let them go on.
        self._is_held = False
        self.starting: int | None = None
        self._failure: Failure | None = None
        self._again = single_shot(self, _AGAIN_MS, self._start_next)
        session.run_event_received.connect(self._on_session_run_event_received)
        session.failed.connect(self._on_session_failed)
        for signal in (session.run_changed, session.task_changed):
            signal.connect(self._on_session_changed)

    @property
    def runs(self) -> tuple[QueuedRun, ...]:
        """Those that wait, the next first."""
        return self.queue.runs

    def carried(self) -> tuple[RunQueue, bool, bool, int | None, Failure | None]:
        """How things stand, for another window."""
        return self.queue, self.is_on, self._is_held, self.starting, self._failure

    def carry_on(self, state: tuple[RunQueue, bool, bool, int | None, Failure | None]) -> None:
        """Go on where another window's queue stood."""
        self.queue, self.is_on, self._is_held, self.starting, self._failure = state
        self._look_soon()
        self.changed.emit()

    def tell_of_loss(self) -> None:
        """Say that the queue of the last sitting could not be read, if so."""
        if self.queue.problem is not None:
            self._tell(self.queue.problem)

    def add(self, name: str, config: RunConfig) -> bool:
        """Put a run at the end; it starts by itself when a run is on now and ends, unless held.

        Returns:
            Whether it could be written down; the user is told when not.
        """
        # There is nothing to let go on in a queue that is empty.
        self._is_held = self._is_held and bool(self.runs)
        is_kept = self._do(lambda: self.queue.add(name, config))
        if is_kept and self._is_run_on and not self._is_held:
            self.is_on = True
        self._look_soon()
        self.changed.emit()
        return is_kept

    def take_out(self, number: int) -> None:
        """Remove a run for the user; `taken_out` says how to have it back."""
        found = next(((i, run) for i, run in enumerate(self.runs) if run.number == number), None)
        if found is not None and self._remove(number):
            self.taken_out.emit(*found)

    def put_back(self, place: int, run: QueuedRun) -> None:
        """Have a run that was taken out where it was; it does not start by itself."""
        self._do(lambda: self.queue.add(run.name, run.config, place))
        self.changed.emit()

    def _remove(self, number: int) -> bool:
        is_gone = self._do(lambda: self.queue.remove(number))
        self.changed.emit()
        return is_gone

    def move(self, number: int, by: int) -> None:
        """Let a run come earlier (`by` below 0) or later."""
        self._do(lambda: self.queue.move(number, by))
        self.changed.emit()

    @Slot()
    def start(self) -> None:
        """Let the runs start, those that could not be started before too."""
        self.queue.try_again()
        self._is_held = False
        self.is_on = self.queue.next is not None
        self._look_soon()
        self.changed.emit()

    @Slot()
    def hold(self) -> None:
        """Start no more, nor what is added yet; what is on goes on."""
        self.is_on, self._is_held = False, True
        self.changed.emit()

    # ------------------------------------------------------------------ inside

    @property
    def _is_run_on(self) -> bool:
        return self._session.run is not None and self._session.run.is_active

    def _look_soon(self) -> None:
        # After all who hear of the end of a run: the window, the page of the run, the engine.
        QTimer.singleShot(0, self, self._start_next)

    @Slot()
    def _start_next(self) -> None:
        session = self._session
        is_busy = self._is_run_on or session.task is not None or session.benchmark.is_active
        if not self.is_on or self.starting is not None or is_busy:
            return
        before = self.runs
        try:
            if not self.queue.take_turn():
                self._again.start()
                # What another window did to the list was taken in all the same.
                if self.runs != before:
                    self.changed.emit()
                return
        except MemStudioError as error:
            self._tell(error)
            self.hold()
            return
        run = self.queue.next
        if run is None:
            self.is_on = False
            self.queue.end_turn()
        else:
            self.starting = run.number
            self._failure = None
            session.start_training(run.config, opens_model=True)
        self.changed.emit()

    def _do(self, change: Callable[[], object]) -> bool:
        try:
            change()
        except MemStudioError as error:
            self._tell(error)
            return False
        return True

    def _tell(self, error: MemStudioError) -> None:
        # A file that could not be written is no run that failed.
        failure = Failure.of(TaskKind.TRAIN, error, is_refusal=True)
        self._session.failed.emit(failure)

    @Slot(object)
    def _on_session_run_event_received(self, event: events.RunEvent) -> None:
        if isinstance(event, events.RunStarted) and self.starting is not None:
            number, self.starting = self.starting, None
            self._remove(number)
            self.queue.end_turn()

    @Slot(object)
    def _on_session_failed(self, failure: Failure) -> None:
        if self.starting is not None and failure.task is TaskKind.TRAIN:
            self._failure = failure

    @Slot(object)
    def _on_session_changed(self, _: object) -> None:
        if self.starting is not None and not self._is_run_on:
            failure = self._failure or Failure(TaskKind.TRAIN, _CANCELLED)
            self.queue.mark_problem(self.starting, failure.text, failure.values)
            self.starting = None
            self.queue.end_turn()
            self.changed.emit()
        if self.is_on:
            self._look_soon()
