"""What the list of runs says of alarms of a run's memory: how many, which, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.health_words import step_text
from memstudio.gui.translation import filled
from memstudio.trace.health import MEASURES

if TYPE_CHECKING:
    from memstudio.training.run_summary import RunSummary


@dataclass(frozen=True)
class RunAlarm:
    """A measure of the memory's health that went beyond its limit.

    Attributes:
        name: of the measure.
        step: where it first did; None where the run's list does not say.
        is_on: whether it was so when the memory was last looked at.
    """

    name: str
    step: int | None
    is_on: bool

    @property
    def text(self) -> str:
        """In a few words."""
        measure = MEASURES.get(self.name)
        title = self.name if measure is None else filled(measure.title)
        if self.step is None:
            return title
        text = (
            QCoreApplication.translate("RunAlarms", "{measure}, since {step}")
            if self.is_on
            else QCoreApplication.translate("RunAlarms", "{measure}, at {step}; later well again")
        )
        return text.format(measure=title, step=step_text(self.step))


def alarms_of_run(run: RunSummary) -> tuple[RunAlarm, ...]:
    """All that there were: those that are still on first, and the earliest first."""
    steps: dict[str, int | None] = dict(run.crossings)
    # Lists of older runs only say what was wrong in the end.
    steps = {**dict.fromkeys(run.alarms), **steps}
    found = [RunAlarm(name, step, name in run.alarms) for name, step in steps.items()]
    return tuple(sorted(found, key=lambda alarm: (not alarm.is_on, alarm.step or 0)))
