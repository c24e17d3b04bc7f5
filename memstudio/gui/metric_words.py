"""Metrics and their values, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.evaluation.metric_table import Metric
    from memstudio.events import MetricFigure
    from memstudio.training.evaluations import Comparison

_DIRECTIONS = {True: "↑", False: "↓"}


def metric_title(metric: Metric, of: str = "") -> str:
    """Its name, with the way in which it improves, and what it is of where that is said."""
    title = QCoreApplication.translate("metrics", metric.title)
    return f"{title} {_DIRECTIONS[metric.is_higher_better]}{f' ({of})' if of else ''}"


def comparison_titles(comparisons: Sequence[Comparison]) -> list[str]:
    """Their names; where rows or labels of several kinds were measured, with the kind."""
    are_many = len({each.row_kind for each in comparisons if each.row_kind}) > 1
    return [metric_title(each.metric, each.row_kind * are_many) for each in comparisons]


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
