"""What the task templates come to: each trained as it stands, measured before, after, and without memory."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from memstudio import __version__
from memstudio.bench.record_file import read_records
from memstudio.evaluation.metric_table import parted_name
from memstudio.training.task_runs import make_start, task_config
from memstudio.training.trainer import train

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from memstudio.events import RunEvent
    from memstudio.progress import Control
    from memstudio.tasks.templates.template import TaskTemplate


class TaskRecord(BaseModel):
    """What training by one template came to.

    Attributes:
        task: the template's name.
        metric: the full name of the metric that counts.
        before: of the metric, before the first step.
        after: at the end.
        memory_reset: at the end, with the memory reset before each segment.
        count: held-out rows, or tokens, that it was worked out from.
        metrics: every metric, as the run has it, by when it was measured.
        steps: that were taken.
        seconds: they and the measuring took, by the clock.
        threads: of the processor.
        num_parameters: of the model.
        command: that does the same.
        version: of MemStudio.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    metric: str
    before: float | None
    after: float | None
    memory_reset: float | None
    count: int
    metrics: dict[str, dict[str, Any]]
    steps: int
    seconds: float
    threads: int
    num_parameters: int
    command: str
    version: str


def measure_template(
    template: TaskTemplate,
    *,
    control: Control,
    on_event: Callable[[RunEvent], None],
    threads: int = 1,
    folder: Path | None = None,
) -> TaskRecord:
    """Train by a template, and keep what it came to.

    Args:
        template: of the task.
        control: takes progress; may cancel.
        on_event: called with the run's events.
        threads: of the processor; the device is the CPU, so that figures compare.
        folder: where model and run are kept; None to keep neither.

    Raises:
        MemStudioError: as `make_from_scratch` and `train`.
        Cancelled: through `control`.
    """
    with TemporaryDirectory(prefix="memstudio-task-") as temporary:
        place = folder or Path(temporary)
        started = time.monotonic()
        model = make_start(template, place, device="cpu", control=control)
        config = task_config(template, model, device="cpu", threads=threads, out=str(place))
        result = train(config, control=control, on_event=on_event)
        seconds = time.monotonic() - started
    before, after = result.evaluations.before, result.evaluations.after
    first = before.metrics.get(template.metric) if before else None
    last = after.metrics.get(template.metric) if after else None
    return TaskRecord(
        task=template.name,
        metric=template.metric,
        before=first.value if first else None,
        after=last.value if last else None,
        memory_reset=last.memory_reset if last else None,
        count=last.count if last else 0,
        metrics=result.evaluations.to_json() or {},
        steps=result.step,
        seconds=round(seconds, 1),
        threads=threads,
        num_parameters=sum(p.numel() for p in result.loaded.model.parameters()),
        command=f"memstudio train --task {template.name}",
        version=__version__,
    )


def read_task_records(path: Path) -> list[TaskRecord]:
    """The records of a file, of each task the last; none when there is no file.

    Raises:
        StorageError: the file cannot be read, or is something else.
    """
    found = read_records(path, TaskRecord)
    return list({record.task: record for record in found}.values())


def tasks_as_markdown(records: Iterable[TaskRecord], order: Sequence[str]) -> str:
    """The table, in the order of the templates."""
    lines = [
        "| task | metric | before | after | memory reset | of | steps | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    places = {name: place for place, name in enumerate(order)}
    for each in sorted(records, key=lambda record: places.get(record.task, len(places))):
        metric = parted_name(each.metric)[1]
        title = metric.title if metric else each.metric
        values = " | ".join(
            _shown(value, metric.scale if metric else "number")
            for value in (each.before, each.after, each.memory_reset)
        )
        lines.append(
            f"| {each.task} | {title} | {values} | {each.count:,} | {each.steps} | {each.seconds:.0f} |"
        )
    return "\n".join(lines)


def _shown(value: float | None, scale: str) -> str:
    if value is None:
        return ""
    if scale == "share":
        return f"{value:.1%}"
    return f"{value:.1f}" if scale == "points" else f"{value:.2f}"
