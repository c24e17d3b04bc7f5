"""Metrics and their values, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from memstudio.evaluation.metric_table import Metric
    from memstudio.events import MetricFigure

_DIRECTIONS = {True: "↑", False: "↓"}


def metric_title(metric: Metric) -> str:
    """Its name, with the way in which it improves."""
    title = QCoreApplication.translate("metrics", metric.title)
    return f"{title} {_DIRECTIONS[metric.is_higher_better]}"


def metric_meaning(metric: Metric) -> str:
    """What it says, in one line."""
    return QCoreApplication.translate("metrics", metric.meaning)


def metric_value(metric: Metric, figure: MetricFigure | None) -> str:
    """What it came to; a dash when it was not measured."""
    return value_text(metric, figure.value if figure else None)


def value_text(metric: Metric, value: float | None) -> str:
    """A value of a metric; a dash when there is none."""
    if metric.scale == "share":
        return numbers.percent(value, 1)
    return numbers.decimal(value, 1 if metric.scale == "points" else 3)
