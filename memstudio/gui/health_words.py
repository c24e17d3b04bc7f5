"""Measures of health in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import filled
from memstudio.gui.widgets.number_format import count, decimal, percent, small
from memstudio.trace.quantity_kinds import SHARES

if TYPE_CHECKING:
    from memstudio.trace.health import Alarm, HealthMeasure


def value_text(measure: HealthMeasure, value: float | None) -> str:
    """A value with its unit; a dash when there is none."""
    if value is None:
        return "–"
    if measure.scale == "share":
        return percent(value, 1 if 0 < value < 0.1 else 0)
    # Beside a limit such as 0.01 two digits say all.
    two = float(f"{value:.2g}")
    return decimal(value, 2) if abs(value) >= 0.01 or value == 0 else small(two)


def limit_text(measure: HealthMeasure) -> str:
    """On which side of which value something is wrong."""
    text = (
        QCoreApplication.translate("HealthWords", "alarm below %1")
        if measure.low is not None
        else QCoreApplication.translate("HealthWords", "alarm above %1")
    )
    return text.replace("%1", value_text(measure, measure.limit))


def alarm_text(alarm: Alarm) -> str:
    """What is wrong, in a sentence."""
    measure = alarm.measure
    return filled(
        measure.alarm,
        {"value": value_text(measure, alarm.value), "limit": value_text(measure, measure.limit)},
    )


def step_text(step: int) -> str:
    """A step of the training."""
    text = QCoreApplication.translate("HealthWords", "step %1")
    return text.replace("%1", count(step))


def explained(measure: HealthMeasure) -> str:
    """What a measure says, where its limit lies, and why there."""
    lines = (
        filled(measure.title),
        filled(measure.meaning),
        limit_text(measure),
        filled(measure.reason),
    )
    return "\n".join(lines)


def quantity_title(name: str) -> str:
    """What is shown of each slot over the steps."""
    return {
        "usage": QCoreApplication.translate("HealthWords", "Usage"),
        "change": QCoreApplication.translate("HealthWords", "Change per segment"),
        "write_entropy": QCoreApplication.translate("HealthWords", "Entropy of writing"),
        "read_mass": QCoreApplication.translate("HealthWords", "Read mass"),
        "norm": QCoreApplication.translate("HealthWords", "Length"),
        "gate": QCoreApplication.translate("HealthWords", "Gate"),
    }[name]


def quantity_text(name: str, value: float | None) -> str:
    """A slot's value of it, with its unit."""
    return percent(value, 1) if name in SHARES else small(value)


def quantity_meaning(name: str) -> str:
    """The same, in a line."""
    return {
        "usage": QCoreApplication.translate("HealthWords", "the slot's share of all reading"),
        "change": QCoreApplication.translate("HealthWords", "mean change in a segment but the first, in parts of the slot's length"),
        "write_entropy": QCoreApplication.translate("HealthWords", "how widely its writing is spread over a segment's tokens: 0 one token, 1 all alike"),
        "read_mass": QCoreApplication.translate("HealthWords", "the mean fraction of a token's attention that it gets"),
        "norm": QCoreApplication.translate("HealthWords", "mean length of its vector"),
        "gate": QCoreApplication.translate("HealthWords", "how far the memory's own gate is open: 0 shut, 1 wide open"),
    }[name]  # fmt: skip
