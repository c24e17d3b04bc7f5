"""A series of a retention report as a picture of lines and dots, in SVG for an offline page.

Colours are classes, so that the page's light and dark styles give them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from memstudio.measuring.retention_report import (
    ASKING_TITLES,
    QUANTITY_UNITS,
    SERIES_AXES,
    Quantity,
    RetentionSeries,
    is_share,
)
from memstudio.measuring.retention_verdict import spread, value_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.measuring.report_parts import ReportFigure

_WIDTH, _HEIGHT = 760, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 36, 62
_SPREAD = 0.4
"""Of a place's width, what the dots of its ways of asking take."""
_NUM_TICKS = 5


def retention_svg(series: RetentionSeries, quantity: Quantity, said: Callable[[str], str]) -> str:
    """The picture as an `svg` element.

    Args:
        series: whose rows are drawn, a group of dots each.
        quantity: of the upright axis.
        said: a text of the context "retention" in the page's language.
    """
    rows = series.rows
    names = list(ASKING_TITLES)
    low, high = _range(series, quantity)
    step = (_WIDTH - _LEFT - _RIGHT) / len(rows)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    title = f"{said(QUANTITY_UNITS[quantity])}; {said(SERIES_AXES[series.name])}"
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label={quoteattr(title)}>',
        f'<rect class="plot" x="{_LEFT}" y="{_TOP}" width="{_WIDTH - _LEFT - _RIGHT}" height="{_HEIGHT - _TOP - _BOTTOM}"/>',
    ]
    for value in axis_ticks(low, high):
        parts.append(f'<path class="grid" d="M{_LEFT} {y(value)}H{_WIDTH - _RIGHT}"/>')
        shown = f"{100 * value:g}" if is_share(quantity) else f"{value:g}"
        parts.append(_text(_LEFT - 8, y(value) + 4, shown.replace("-", "\N{MINUS SIGN}"), "end"))
    if series.chance is not None and quantity == "recall":
        parts.append(f'<path class="chance" d="M{_LEFT} {y(series.chance)}H{_WIDTH - _RIGHT}"/>')
    for column, row in enumerate(rows):
        middle = _LEFT + step * (column + 0.5)
        parts.append(_text(middle, _HEIGHT - _BOTTOM + 18, row.place, "middle"))
        parts.append(_text(middle, _HEIGHT - _BOTTOM + 34, f"n {row.count:,}", "middle", "faint"))
    for place, name in enumerate(names):
        xs = [_LEFT + step * (c + 0.5 + _SPREAD * (place / 2 - 0.5)) for c in range(len(rows))]
        figures = [row.figures[quantity][name] for row in rows]
        points = " ".join(f"{x:.1f},{y(each.value)}" for x, each in zip(xs, figures, strict=True))
        parts.append(f'<polyline class="line {name}" points="{points}"/>')
        for x, row, each in zip(xs, rows, figures, strict=True):
            tip = f"{said(ASKING_TITLES[name])}, {row.place}: {_told(quantity, each)}"
            parts.append(_dot(name, x, each, y, tip))
    parts += _legend(series, quantity, said)
    parts.append(_text((_WIDTH + _LEFT) / 2, _HEIGHT - 8, said(SERIES_AXES[series.name]), "middle"))
    upright = _text(0, 0, said(QUANTITY_UNITS[quantity]), "middle")
    parts.append(
        f'<g transform="translate(16 {(_HEIGHT - _BOTTOM + _TOP) / 2}) rotate(-90)">{upright}</g></svg>'
    )
    return "".join(parts)


def axis_ticks(low: float, high: float) -> list[float]:
    """Round values from one end to the other."""
    rough = (high - low) / _NUM_TICKS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * each for each in (1, 2, 5, 10) if size * each >= rough)
    first = math.ceil(low / step)
    return [round(each * step, 10) for each in range(first, math.floor(high / step) + 1)]


def _range(series: RetentionSeries, quantity: Quantity) -> tuple[float, float]:
    if is_share(quantity):
        return -0.02, 1.02
    figures = [each for row in series.rows for each in row.figures[quantity].values()]
    ends = [end for each in figures for end in (each.value, each.low, each.high) if end is not None]
    room = 0.06 * (max(ends) - min(ends)) or 0.5
    return min(ends) - room, max(ends) + room


def _told(quantity: Quantity, figure: ReportFigure) -> str:
    unit = "%" if is_share(quantity) else ""
    text = spread(quantity, (figure.value, figure.low, figure.high))
    return f"{value_form(quantity, figure.value)}{unit}" if figure.low is None else f"{text}{unit}"


def _dot(name: str, x: float, figure: ReportFigure, y: Callable[[float], float], tip: str) -> str:
    bar = ""
    if figure.low is not None and figure.high is not None:
        low, high = y(figure.low), y(figure.high)
        bar = f'<path class="bar" d="M{x:.1f} {low}V{high}M{x - 3:.1f} {low}h6M{x - 3:.1f} {high}h6"/>'
    return (
        f'<g class="{name}"><title>{escape(tip)}</title>{bar}{_mark(name, x, y(figure.value))}</g>'
    )


def _mark(name: str, x: float, y: float) -> str:
    """A shape for each way of asking, so that they can be told apart without colours."""
    if name == "read":
        return f'<circle cx="{x:.1f}" cy="{y}" r="4.5"/>'
    shape = "l5.5 5.5l-5.5 5.5l-5.5 -5.5z" if name == "reset" else "l5 9.5h-10z"
    return f'<path d="M{x:.1f} {y - 5.5:.1f}{shape}"/>'


def _legend(series: RetentionSeries, quantity: Quantity, said: Callable[[str], str]) -> list[str]:
    parts, x = [], float(_LEFT)
    for name, title in ASKING_TITLES.items():
        parts.append(f'<g class="{name}">{_mark(name, x + 6, 16)}</g>')
        parts.append(_text(x + 18, 20, said(title), "start"))
        x += 170
    if series.chance is not None and quantity == "recall":
        parts.append(f'<path class="chance" d="M{x} 16h22"/>')
        parts.append(_text(x + 28, 20, said("guessing"), "start"))
    return parts


def _text(x: float, y: float, text: str, anchor: str, look: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{look}">{escape(text)}</text>'
    )
