"""What a measurement is of, in the user's language: in a few words, for headings and lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.measuring.help_report import HelpReport
    from memstudio.measuring.measurement import Measurement


def on_what(measurement: Measurement) -> str:
    """What was measured on, in a few words."""
    task, settings = measurement.of.task, measurement.settings
    is_help = task == "memory-help"
    if is_help and not (settings.get("data") or settings.get("run")):
        text = QCoreApplication.translate("MeasureWords", "%1 stories")
        return text.replace("%1", count(int(settings.get("stories") or 0)))
    if task == "stories":
        text = QCoreApplication.translate("MeasureWords", "%1 stories for each figure")
        return text.replace("%1", count(int(settings.get("stories") or 0)))
    if task == "run" or (is_help and settings.get("run")):
        return QCoreApplication.translate("MeasureWords", "what its run held out")
    names = [Path(path).name for path in settings.get("data") or ()]
    if len(names) > 1:
        text = QCoreApplication.translate("MeasureWords", "%1 and %2 more")
        return numbered(text, names[0], count(len(names) - 1))
    return names[0] if names else ""


def when_text(measurement: Measurement) -> str:
    """When it was measured, in the way of the user's country."""
    when = QDateTime.fromString(measurement.when, Qt.DateFormat.ISODate)
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def help_value_text(report: HelpReport) -> Callable[[float], str]:
    """How a value of a report of the memory's help is written, with its unit."""
    if report.is_higher_better:
        return lambda value: percent(value, 1)
    unit = QCoreApplication.translate("HelpWords", "%1 nats")
    return lambda value: unit.replace("%1", decimal(value, 3))
