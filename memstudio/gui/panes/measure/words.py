"""Figures of a measurement in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.data.row_kinds import row_kind
from memstudio.gui.metric_words import value_text
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.number_format import compact, count, decimal
from memstudio.measuring.export import counted
from memstudio.measuring.settings import WITHOUT_MEMORY
from memstudio.measuring.verdict import Words, signed

if TYPE_CHECKING:
    from memstudio.measuring.lines import Line
    from memstudio.measuring.measurement import MeasuredMetric, Measurement

_LARGE, _HUGE = 100, 10_000


def title_of(line: Line) -> str:
    """What a figure is called."""
    title = QCoreApplication.translate("metrics", line.metric.title)
    title = title.format(**line.values)
    of = line.head
    if line.is_among_others:
        of = filled(row_kind(line.row_kind).title)
    return f"{title} ({of})" if of else title


def value_of(line: Line, value: float | None) -> str:
    """A value as it is written everywhere."""
    if line.metric.scale == "number" and value is not None and abs(value) >= _LARGE:
        return decimal(value, 1) if abs(value) < _HUGE else compact(value)
    return value_text(line.metric, value)


def difference_of(line: Line, value: float) -> str:
    """The size of a difference; two shares differ by points."""
    if line.metric.scale != "share":
        return value_of(line, value)
    points = QCoreApplication.translate("MeasureWords", "%1 points")
    return points.replace("%1", decimal(100 * value, 1))


WORDS = Words(title_of, value_of, difference_of)


def spread_text(line: Line, low: float | None, high: float | None) -> str:
    """An interval in the unit of the value above it; "" when there is none."""
    return _spread([low, high], [_bare(line, each) for each in (low, high)])


def signed_spread(line: Line, low: float | None, high: float | None) -> str:
    """An interval of a difference; "" when there is none."""
    bare = Words(title_of, _bare, _bare)
    return _spread([low, high], [signed(line, each, bare) for each in (low, high)])


def _bare(line: Line, value: float | None) -> str:
    """A value without its unit."""
    if line.metric.scale == "share" and value is not None:
        return decimal(100 * value, 1)
    return value_of(line, value)


def _spread(ends: list[float | None], shown: list[str]) -> str:
    if None in ends:
        return ""
    text = QCoreApplication.translate("MeasureWords", "%1 to %2")
    return numbered(text, *shown)


def other_name(measurement: Measurement) -> str:
    """What the other model is called above its column."""
    other = measurement.baseline
    if other is not None and other.model == WITHOUT_MEMORY:
        return QCoreApplication.translate("MeasureWords", "Without its memory")
    return other.name if other is not None else ""


def count_text(line: Line, figure: MeasuredMetric) -> str:
    """What a figure was worked out from."""
    units = {
        "rows": QCoreApplication.translate("MeasureWords", "%1 rows"),
        "texts": QCoreApplication.translate("MeasureWords", "%1 texts"),
        "tokens": QCoreApplication.translate("MeasureWords", "%1 tokens"),
        "questions": QCoreApplication.translate("MeasureWords", "%1 questions"),
    }
    return units[counted(line, figure)].replace("%1", count(figure.count))


def drawn_text(figure: MeasuredMetric) -> str:
    """What an interval was drawn from, or why there is none."""
    if figure.part == "questions":
        return QCoreApplication.translate(
            "MeasureWords",
            "95% interval by the number of questions (Wilson), wider where those of a story go together",
        )
    if figure.low is None:
        return QCoreApplication.translate(
            "MeasureWords",
            "Too few rows or texts, or all of them alike: how far chance goes cannot be told",
        )
    parts = {
        "rows": QCoreApplication.translate("MeasureWords", "95% interval, drawn from %1 rows"),
        "documents": QCoreApplication.translate(
            "MeasureWords", "95% interval, drawn from %1 documents"
        ),
        "stretches": QCoreApplication.translate(
            "MeasureWords", "95% interval, drawn from %1 stretches of text"
        ),
        "segments": QCoreApplication.translate(
            "MeasureWords", "95% interval, drawn from %1 segments"
        ),
    }
    return parts.get(figure.part, "").replace("%1", count(figure.parts))
