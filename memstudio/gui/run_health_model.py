"""The health of the run on show, and what its probes say of each slot, as the window knows it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRunnable, Signal, Slot
from typing_extensions import override

from memstudio.errors import MemStudioError
from memstudio.gui.background_pool import BackgroundPool
from memstudio.training.run_health import HealthPoint, RunHealth
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.events import RunEvent
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.trace.probe_summary import ProbeSummary

_log = logging.getLogger(__name__)


class _Asked(NamedTuple):
    """Which probe: where it lies, and when it was recorded."""

    path: str
    recorded: int


class _Answer(QObject):
    """Carries what was read of a trace to the window's thread."""

    summarised = Signal(object, object)
    failed = Signal(object, int, object)


class _Reading(QRunnable):
    """Reads a probe away from the window's thread; numpy and zarr only."""

    def __init__(self, asked: _Asked, step: int, answer: _Answer) -> None:
        super().__init__()
        self._asked, self._step, self._answer = asked, step, answer

    @override
    def run(self) -> None:
        """Read it; one that cannot be read is left out."""
        try:
            from memstudio.trace.probe_summary import summarise_probe
            from memstudio.trace.reader import TraceReader

            found = summarise_probe(TraceReader(Path(self._asked.path)), self._step)
        except MemStudioError as error:
            _log.warning("%s is left out of the training's course: %s", self._asked.path, error)
            self._answer.failed.emit(self._asked, self._step, error)
        except Exception:  # noqa: BLE001 - the others may be whole
            _log.exception("%s could not be read", self._asked.path)
            self._answer.failed.emit(self._asked, self._step, None)
        else:
            self._answer.summarised.emit(self._asked, found)


def run_health(session: Session) -> RunHealthModel:
    """The one of a session, made when it is first asked for."""
    found = session.findChild(RunHealthModel)
    return RunHealthModel(session) if found is None else found


class RunHealthModel(QObject):
    """Follows the run that the session shows.

    Signals:
        health_changed: more was measured, or another run is on show.
        summaries_changed: a probe is being read, was read or cannot be, or another run is on show.
        view_requested: the course of the training is to be shown.

    Attributes:
        health: by step.
        summaries: of the probes, by step.
    """

    health_changed = Signal()
    summaries_changed = Signal()
    view_requested = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.health = RunHealth()
        self.summaries: dict[int, ProbeSummary] = {}
        self._session = session
        self._traces = session.traces
        self._reads_probes = False
        self._asked: dict[int, _Asked] = {}
        self._unreadable: set[int] = set()
        self._folder: str | None = None
        # The pool goes first in the end, and waits for what it is at: that still needs the answer.
        self._pool = BackgroundPool(self)
        self._answer = _Answer(self)
        self._answer.summarised.connect(self._on_answer_summarised)
        self._answer.failed.connect(self._on_answer_failed)
        self._has_told = False
        session.run_changed.connect(self._on_session_run_changed)
        session.run_event_received.connect(self._on_session_run_event_received)
        session.run_read.connect(self._on_session_run_read)
        session.traces.probes_changed.connect(self._on_traces_probes_changed)
        self._on_session_run_changed(session.run)

    def read_probes(self) -> None:
        """From now on, read what the probes say of each slot: somebody looks."""
        self._reads_probes = True
        self._ask()

    @property
    def folder(self) -> str:
        """Of the run on show; "" when it is not known."""
        return self._folder or ""

    @property
    def num_awaited(self) -> int:
        """Probes that are still to be read."""
        return len(self._asked) - len(self.summaries) - len(self._unreadable)

    def ask_for_view(self) -> None:
        """Let the course of the training be shown, where the page shows something else."""
        self.view_requested.emit()

    # ------------------------------------------------------------------ inside

    def _forget(self) -> None:
        self.health, self.summaries, self._asked = RunHealth(), {}, {}
        self._unreadable = set()
        self._has_told = False
        self.health_changed.emit()
        self.summaries_changed.emit()

    def _ask(self) -> None:
        if not self._reads_probes:
            return
        there = self._traces.recorded
        all_probes = {step: _Asked(path, there[step]) for step, path in self._traces.probes.items()}
        new = [each for each in all_probes.items() if self._asked.get(each[0]) != each[1]]
        for step, asked in sorted(new):
            self._asked[step] = asked
            self.summaries.pop(step, None)
            self._unreadable.discard(step)
            self._pool.start(_Reading(asked, step, self._answer))
        if new:
            self.summaries_changed.emit()

    def _take(self, event: RunEvent) -> None:
        after = self.health.after(event)
        if after is not self.health:
            self.health = after

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        folder = None if run is None else run.folder
        if folder == self._folder and not (
            run is not None and run.state == "reading" and not run.step
        ):
            return
        if self._folder is None and folder is not None and not self.health.points:
            self._folder = folder  # the run that was begun here has its folder now
            return
        self._folder = folder
        self._forget()
        self._ask()

    @Slot(object)
    def _on_session_run_event_received(self, event: RunEvent) -> None:
        before = self.health
        self._take(event)
        if self.health is not before:
            self.health_changed.emit()

    @Slot(object)
    def _on_session_run_read(self, found: tuple[RunEvent, ...]) -> None:
        before = self.health
        for event in found:
            self._take(event)
        # The record may come after the probes that it is about.
        own = self.summaries.values()
        points = (HealthPoint(each.step, each.health) for each in own if each.health)
        self.health = self.health.with_points(points)
        if self.health is not before:
            self.health_changed.emit()

    @Slot(object)
    def _on_traces_probes_changed(self, steps: tuple[int, ...]) -> None:
        gone = [step for step in self._asked if step not in steps]
        for step in gone:
            self.summaries.pop(step, None)
            self._asked.pop(step, None)
            self._unreadable.discard(step)
        if gone:
            self.summaries_changed.emit()
        self._ask()

    @Slot(object, int, object)
    def _on_answer_failed(self, asked: _Asked, step: int, error: MemStudioError | None) -> None:
        if self._asked.get(step) != asked:
            return
        # The first of a run: what befell one has often befallen all.
        if error is not None and not self._has_told:
            self._has_told = True
            self._session.failed.emit(Failure.of(TaskKind.TRACE, error))
        self._unreadable.add(step)
        self.summaries_changed.emit()

    @Slot(object, object)
    def _on_answer_summarised(self, asked: _Asked, summary: ProbeSummary) -> None:
        if self._asked.get(summary.step) != asked:
            return  # of a run that was on show before, or of a step that was done again
        self.summaries[summary.step] = summary
        if summary.health:
            # Older runs did not write it down.
            point = HealthPoint(summary.step, summary.health)
            known = self.health
            self.health = known.with_points((point,))
            if len(self.health.points) != len(known.points):
                self.health_changed.emit()
        self.summaries_changed.emit()
