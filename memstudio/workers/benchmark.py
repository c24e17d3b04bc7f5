"""Runs a benchmark for the engine's worker, which goes on serving other requests meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.workers.messages import BenchmarkPlan, PlannedTrial, RunBenchmark

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.bench.memory_tasks import TrialProgress
    from memstudio.bench.trial_records import TrialRecord


@dataclass(frozen=True)
class BenchmarkEars:
    """Who is told what.

    Attributes:
        on_plan: takes what is going to be done, before anything is.
        on_progress: takes how far a trial is.
        on_record: takes what a trial found, at first of those that were in the file.
    """

    on_plan: Callable[[BenchmarkPlan], None]
    on_progress: Callable[[TrialProgress], None]
    on_record: Callable[[TrialRecord], None]


def run_benchmark(request: RunBenchmark, ears: BenchmarkEars, serve: Callable[[], None]) -> None:
    """Run trials in processes of their own.

    Args:
        request: which.
        ears: are told of it.
        serve: lets requests that wait be served; called several times a second.

    Raises:
        Cancelled: through the request's control; what was finished is in the file.
        MemStudioError: there is no such preset or kind, or the file cannot be used.
    """
    from memstudio.bench.memory_tasks import SuiteListener, run_suite
    from memstudio.bench.presets import trials_of
    from memstudio.models.device import resolve_device

    device = str(resolve_device(request.device))
    trials = trials_of(
        request.preset, kinds=request.kinds, tasks=request.tasks, num_seeds=request.num_seeds
    )
    ears.on_plan(
        BenchmarkPlan(
            tuple(
                PlannedTrial(each.task.name, each.settings.kind, each.variant, each.settings.seed)
                for each in trials
            )
        )
    )
    run_suite(
        trials,
        control=request.control,
        results=Path(request.results),
        jobs=request.jobs,
        device=device,
        listener=SuiteListener(on_progress=ears.on_progress, on_record=ears.on_record),
        meanwhile=serve,
    )
