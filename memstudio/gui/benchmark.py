"""The benchmark of memories as the window knows it: what is going on, and what was found."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from memstudio.bench.record_file import read_records
from memstudio.bench.trial_records import TrialRecord
from memstudio.errors import MemStudioError
from memstudio.gui.held_task import HeldTask
from memstudio.paths import benchmarks_dir
from memstudio.progress import Control
from memstudio.resources import resource
from memstudio.workers.messages import BenchmarkPlan, Failure, PlannedTrial, RunBenchmark, TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memstudio.bench.memory_tasks import TrialProgress
    from memstudio.progress import Progress
    from memstudio.workers.engine_thread import EngineThread

_log = logging.getLogger(__name__)
_FILE = "memory-tasks.jsonl"

TrialName: TypeAlias = tuple[str, str, str, int]
"""Task, kind, variant, seed."""


@dataclass(frozen=True)
class BenchmarkChoice:
    """What the user wants to have tried.

    Attributes:
        preset: its name.
        kinds: the memories.
        tasks: names of tasks; none for all of the preset.
        num_seeds: of each trial.
        jobs: trials at once.
        device: where the models work.
    """

    preset: str
    kinds: tuple[str, ...]
    tasks: tuple[str, ...]
    num_seeds: int
    jobs: int
    device: str = "cpu"


def name_of(trial: PlannedTrial | TrialProgress | TrialRecord) -> TrialName:
    """What a trial is called."""
    return trial.task, trial.kind, trial.variant, trial.seed


class Benchmark(HeldTask):
    """Starts, holds and stops the benchmark, and keeps its results.

    Signals:
        records_changed: there are other results.
        failed: a `Failure`; the file of results could not be read.

    Attributes:
        plan: the trials of the benchmark that is on, or was last.
        running: how far each trial that is going on is.
        records: what was found in the user's own benchmarks, the latest last.
    """

    records_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, engine: EngineThread, report: Callable[[Progress], None], parent: QObject
    ) -> None:
        super().__init__(engine, TaskKind.BENCHMARK, "completed", parent)
        self._report = report
        self._done: set[TrialName] = set()
        self._is_read = False
        self.plan: tuple[PlannedTrial, ...] = ()
        self.running: dict[TrialName, TrialProgress] = {}
        self.records: list[TrialRecord] = []
        worker = engine.worker
        worker.benchmark_planned.connect(self._on_worker_benchmark_planned)
        worker.trial_progressed.connect(self._on_worker_trial_progressed)
        worker.trial_recorded.connect(self._on_worker_trial_recorded)

    # ------------------------------------------------------------------ what there is

    @property
    def num_done(self) -> int:
        """Trials of the plan whose results are there."""
        return len(self._done)

    def is_done(self, trial: PlannedTrial) -> bool:
        """Whether the result of a planned trial is there."""
        return name_of(trial) in self._done

    @staticmethod
    def results_path() -> Path:
        """The file that the user's results are kept in."""
        return benchmarks_dir() / _FILE

    def read(self) -> None:
        """Read the user's results, once."""
        if self._is_read:
            return
        self._is_read = True
        try:
            self.records = read_records(self.results_path(), TrialRecord)
        except MemStudioError as error:
            self.failed.emit(Failure.of(TaskKind.BENCHMARK, error))
        self.records_changed.emit()

    # ------------------------------------------------------------------ verbs

    def start(self, choice: BenchmarkChoice) -> None:
        """Try memories; trials whose results are there are not run again."""
        if self.is_active:
            return
        self._control = Control(on_progress=self._report, on_paused=self._paused.emit)
        self.plan = ()
        self._done.clear()
        self.running.clear()
        self._set_state("running")
        self._engine.submit(
            RunBenchmark(
                self._control, choice.preset, choice.kinds, choice.tasks, choice.num_seeds, choice.jobs,
                str(self.results_path()), choice.device,
            )
        )  # fmt: skip

    # ------------------------------------------------------------------ what the worker says

    @Slot(object)
    def _on_worker_benchmark_planned(self, plan: BenchmarkPlan) -> None:
        self.plan = plan.trials
        self.changed.emit()

    @Slot(object)
    def _on_worker_trial_progressed(self, progress: TrialProgress) -> None:
        if self.is_active:
            self.running[name_of(progress)] = progress
            self.changed.emit()

    @Slot(object)
    def _on_worker_trial_recorded(self, record: TrialRecord) -> None:
        name = name_of(record)
        self.running.pop(name, None)
        self._done.add(name)
        self.records = [each for each in self.records if each.key != record.key] + [record]
        self.records_changed.emit()
        self.changed.emit()

    @override
    def _end(self, state: str, failure: Failure | None = None) -> None:
        self.running.clear()
        super()._end(state, failure)


@cache
def bundled_records() -> tuple[TrialRecord, ...]:
    """The results that come with MemStudio; none when there are none."""
    try:
        return tuple(read_records(resource("benchmarks", _FILE), TrialRecord))
    except MemStudioError as error:
        _log.warning("the bundled results are not shown: %s", error)
        return ()
