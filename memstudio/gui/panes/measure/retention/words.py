"""What a report of retention says, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.excerpt import on_one_line
from memstudio.gui.widgets.number_format import count, decimal, percent
from memstudio.measuring.retention_report import (
    ASKING_TITLES,
    ASKING_WORDS,
    CHANCE,
    INTERVALS,
    QUANTITY_TITLES,
    QUANTITY_UNITS,
    QUANTITY_WORDS,
    SERIES_AXES,
    SERIES_TITLES,
    SERIES_WORDS,
    is_share,
)

if TYPE_CHECKING:
    from memstudio.measuring.report_parts import ReportFigure
    from memstudio.measuring.retention_report import (
        Quantity,
        RetentionExample,
        RetentionReport,
        RetentionRow,
        RetentionSeries,
    )

_MINUS = "\N{MINUS SIGN}"


def share_text(value: float) -> str:
    """A share as it is written in sentences."""
    return percent(value, 1)


def series_title(series: RetentionSeries) -> str:
    """What a picture is of."""
    return filled(SERIES_TITLES[series.name])


def axis_text(series: RetentionSeries) -> str:
    """What its places are."""
    return filled(SERIES_AXES[series.name])


def asking_title(name: str) -> str:
    """What a way of asking is called."""
    return filled(ASKING_TITLES[name])


def asking_words(series: RetentionSeries, name: str) -> str:
    """What it is, in a line."""
    return filled(ASKING_WORDS[series.name][name])


def quantity_title(quantity: Quantity) -> str:
    """What a quantity is called."""
    return filled(QUANTITY_TITLES[quantity])


def quantity_words(series: RetentionSeries, quantity: Quantity) -> str:
    """What it is, in a line."""
    return filled(QUANTITY_WORDS[series.name][quantity])


def unit_text(quantity: Quantity) -> str:
    """The name of its axis."""
    return filled(QUANTITY_UNITS[quantity])


def place_text(row: RetentionRow) -> str:
    """Where a row is."""
    return row.place or QCoreApplication.translate("RetentionWords", "all")


def asked_text(row: RetentionRow) -> str:
    """How much it was asked."""
    text = QCoreApplication.translate("RetentionWords", "%1 asked")
    return text.replace("%1", count(row.count))


def value_text(quantity: Quantity, value: float | None, *, is_signed: bool = False) -> str:
    """A value without its unit."""
    if value is None:
        return "–"
    shown = decimal(100 * abs(value), 1) if is_share(quantity) else decimal(abs(value), 3)
    if not any(char in "123456789" for char in shown):
        return shown
    plus = "+" if is_signed else ""
    return f"{_MINUS if value < 0 else plus}{shown}"


def figure_text(quantity: Quantity, figure: ReportFigure) -> str:
    """A value, and beneath it its interval."""
    ends = (figure.low, figure.high)
    return _with_ends(quantity, figure.value, ends, is_signed=False)


def gain_text(quantity: Quantity, figure: ReportFigure) -> str:
    """What having read gives over a way of asking, and beneath it the interval."""
    ends = (figure.gain_low, figure.gain_high)
    return _with_ends(quantity, figure.gain, ends, is_signed=True)


def _with_ends(
    quantity: Quantity,
    value: float | None,
    ends: tuple[float | None, float | None],
    *,
    is_signed: bool,
) -> str:
    shown = value_text(quantity, value, is_signed=is_signed)
    if None in ends:
        return shown
    text = QCoreApplication.translate("RetentionWords", "%1 to %2")
    below = numbered(text, *(value_text(quantity, end, is_signed=is_signed) for end in ends))
    return f"{shown}\n{below}"


def heads_of(series: RetentionSeries) -> list[str]:
    """The headings of its table."""
    return [
        place_head(series),
        *map(asking_title, ASKING_TITLES),
        QCoreApplication.translate("RetentionWords", "Over reset"),
        QCoreApplication.translate("RetentionWords", "Over never read"),
        QCoreApplication.translate("RetentionWords", "Asked"),
    ]


def place_head(series: RetentionSeries) -> str:
    """What stands above the places of a series."""
    if series.name == "needles":
        return QCoreApplication.translate("RetentionWords", "Distance")
    return QCoreApplication.translate("RetentionWords", "Writes since")


def cells_of(row: RetentionRow, quantity: Quantity) -> list[str]:
    """A line of its table."""
    figures = row.figures[quantity]
    return [
        place_text(row),
        *(figure_text(quantity, figures[name]) for name in ASKING_TITLES),
        gain_text(quantity, figures["reset"]),
        gain_text(quantity, figures["foil"]),
        count(row.count),
    ]


def example_heads(series: RetentionSeries) -> list[str]:
    """The headings of its probes."""
    return [
        place_head(series),
        QCoreApplication.translate("RetentionWords", "Shown"),
        QCoreApplication.translate("RetentionWords", "Was read"),
        *map(asking_title, ASKING_TITLES),
    ]


def example_cells(example: RetentionExample) -> list[str]:
    """A line of its probes."""
    texts = (example.asked, example.expected, *(example.said.get(n, "") for n in ASKING_TITLES))
    return [str(example.place), *map(on_one_line, texts)]


def foot_text(report: RetentionReport, series: RetentionSeries) -> str:
    """How the figures of a series came about."""
    values = report.values(series)
    lines = [filled(SERIES_WORDS[series.name], values)]
    if series.chance is not None:
        lines.append(filled(CHANCE, values | {"chance": share_text(series.chance)}))
    means = QCoreApplication.translate("RetentionWords", "%1: %2.")
    lines += [
        numbered(means, asking_title(name), asking_words(series, name)) for name in ASKING_TITLES
    ]
    return "\n".join(lines)


def interval_text(report: RetentionReport) -> str:
    """How the intervals came about."""
    return filled(INTERVALS, report.values(report.series[0]))
