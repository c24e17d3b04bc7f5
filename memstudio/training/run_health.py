"""How the memory was over a run: from its record, and of older runs from the traces of the probe.

Torch is not imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio import events
from memstudio.errors import TraceError
from memstudio.trace.health import MEASURES, alarms_of, health_of, is_judged
from memstudio.trace.reader import TraceReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from memstudio.events import RunEvent
    from memstudio.trace.health import Alarm
    from memstudio.training.run_folder import RunFolder


@dataclass(frozen=True)
class HealthPoint:
    """How the memory was at a step: `values` by name, what could be measured."""

    step: int
    values: Mapping[str, float]

    @property
    def is_judged(self) -> bool:
        """Whether limits hold for it."""
        return is_judged(self.step)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What was wrong."""
        return alarms_of(self.values, self.step)


@dataclass(frozen=True)
class RunHealth:
    """How the memory was over a run, by step.

    Attributes:
        points: of the probe, the earliest first.
        gradients: steps and the memory's share of the gradient there.
    """

    points: tuple[HealthPoint, ...] = ()
    gradients: tuple[tuple[int, float], ...] = ()

    def after(self, event: RunEvent) -> RunHealth:
        """The same with one more event; a run that went on from a checkpoint does steps again."""
        if isinstance(event, events.MemoryHealth):
            before = tuple(point for point in self.points if point.step < event.step)
            return RunHealth((*before, HealthPoint(event.step, event.values)), self.gradients)
        if isinstance(event, events.GradientMeasured):
            kept = self.gradients
            while kept and kept[-1][0] >= event.step:
                kept = kept[:-1]
            return RunHealth(self.points, (*kept, (event.step, event.memory_share)))
        return self

    def with_points(self, found: Iterable[HealthPoint]) -> RunHealth:
        """The same with the points of steps that have none."""
        all_points = {point.step: point for point in found}
        all_points |= {point.step: point for point in self.points}
        return RunHealth(tuple(all_points[step] for step in sorted(all_points)), self.gradients)

    def curve(self, name: str) -> tuple[list[int], list[float]]:
        """Steps and values of a measure."""
        found = [(each.step, each.values[name]) for each in self.points if name in each.values]
        return [step for step, _ in found], [value for _, value in found]

    @property
    def names(self) -> tuple[str, ...]:
        """What was measured at any step, in order."""
        return tuple(name for name in MEASURES if any(name in p.values for p in self.points))

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Each alarm at the step where it began: what was wrong then and not at the point before."""
        found: list[Alarm] = []
        wrong: set[str] = set()
        for point in self.points:
            found += [alarm for alarm in point.alarms if alarm.name not in wrong]
            # What was not measured here is as it was.
            wrong = (wrong - set(point.values)) | {alarm.name for alarm in point.alarms}
        return tuple(found)

    @property
    def last(self) -> HealthPoint | None:
        """How it was when last looked at."""
        return self.points[-1] if self.points else None


def health_of_trace(step: int, path: Path) -> HealthPoint | None:
    """How the memory was by a trace of the probe; None when it cannot be read or has no slots."""
    try:
        values = health_of(TraceReader(path))
    except TraceError:
        return None
    return HealthPoint(step, values) if values else None


def read_health(folder: RunFolder) -> RunHealth:
    """How the memory was over a run, of what its folder says.

    Raises:
        TrainingError: the record is there and cannot be read.
    """
    found = RunHealth()
    gradients: list[tuple[int, float]] = []
    for event in folder.events():
        if isinstance(event, events.GradientMeasured):
            while gradients and gradients[-1][0] >= event.step:
                gradients.pop()
            gradients.append((event.step, event.memory_share))
        else:
            found = found.after(event)
    found = RunHealth(found.points, tuple(gradients))
    known = {point.step for point in found.points}
    missing = {step: path for step, path in folder.trace_paths().items() if step not in known}
    points = (health_of_trace(step, path) for step, path in missing.items())
    return found.with_points(point for point in points if point is not None)


def alarm_in_english(alarm: Alarm) -> str:
    """What is wrong, in a sentence."""
    measure = alarm.measure
    form = "{:.0%}".format if measure.scale == "share" else "{:.3g}".format
    if measure.scale == "share" and alarm.value < 0.1:
        form = "{:.1%}".format
    return measure.alarm.format(value=form(alarm.value), limit=form(measure.limit))
