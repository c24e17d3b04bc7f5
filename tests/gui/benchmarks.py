"""Results of trials, and what a worker says of a benchmark, made without a model."""

from __future__ import annotations

from typing import Any

from memstudio.bench.memory_tasks import TrialProgress
from memstudio.bench.trial_records import Score, TrialRecord
from memstudio.workers.messages import BenchmarkPlan, PlannedTrial

CHANCE = 0.0625


def a_record(kind: str = "rmt", task: str = "copy", seed: int = 0, **changes: Any) -> TrialRecord:
    """A memory that is used, unless `right` or `reset` say otherwise."""
    right = changes.pop("right", 0.99)
    controls = {name: changes.pop(name, CHANCE) for name in ("reset", "swapped", "zeroed")}
    scores = {"none": right} | {
        name: value for name, value in controls.items() if value is not None
    }
    settings = {"task": task, "kind": kind, "seed": seed, "width": 64} | changes.pop("settings", {})
    values = {
        "key": f"{task} {kind} {changes.get('variant', '')} {seed} {settings['width']}",
        "task": task, "kind": kind, "seed": seed, "chance": CHANCE,
        "scores": {n: Score(answers=v, examples=v / 2, loss=1 - v) for n, v in scores.items()},
        "steps": 400, "max_steps": 3000, "seconds": 61.0, "num_parameters": 123_456,
        "settings": settings, "version": "0.1.0",
    }  # fmt: skip
    return TrialRecord(**(values | changes))


def a_plan(*kinds: str, num_seeds: int = 1, task: str = "copy") -> BenchmarkPlan:
    return BenchmarkPlan(
        tuple(PlannedTrial(task, kind, "", seed) for seed in range(num_seeds) for kind in kinds)
    )


def a_progress(kind: str = "rmt", task: str = "copy", seed: int = 0, step: int = 700) -> Any:
    return TrialProgress(task, kind, "", seed, step, 3000, 1.25, 0.43)
