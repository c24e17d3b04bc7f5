"""An axis with few, round numbers, on a linear or a logarithmic scale."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from typing_extensions import override

_WIDTH = 58
"""Pixels that an axis at the left takes, unless its numbers need more."""
_GAP = -1
"""Pixels between the name and the widest number; the name's own margins are beside."""
_ROOM = 36
"""Pixels that one number of the axis takes, with the gap to the next."""


class ValueAxis(pg.AxisItem):
    """Positions on a logarithmic scale are the logarithms to base 10 of the values.

    Attributes:
        is_logarithmic: whether the scale is.

    Args:
        orientation: "left" or "bottom".
        is_whole: whether the values are whole numbers, so that nothing stands between them.
    """

    def __init__(self, orientation: str, *, is_whole: bool = False) -> None:
        super().__init__(orientation)
        # Text is slow to draw: it is kept as pixels until it changes.
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.is_logarithmic = False
        self._is_whole = is_whole
        self.enableAutoSIPrefix(False)
        if orientation == "left":
            self.setWidth(_WIDTH)

    def make_room(self, low: float, high: float, height: float) -> None:
        """Be as wide as the numbers from `low` to `high` beside the name, or somewhat wider."""
        (_, values), *_ = self.tickValues(low, high, height) or [(0, [])]
        metrics = QFontMetricsF(QGuiApplication.font())
        numbers = max(map(metrics.horizontalAdvance, self.tickStrings(values, 1, 1)), default=0)
        gaps = self.style["tickTextOffset"][0] + _GAP
        wanted = max(_WIDTH, math.ceil(self.label.boundingRect().height() + numbers + gaps))
        if wanted != self.fixedWidth:
            self.setWidth(wanted)

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, Any]]:
        low, high = sorted((minVal, maxVal))
        if not (math.isfinite(low) and math.isfinite(high)) or low == high:
            return []
        wanted = max(2, int(size / (_ROOM if self.orientation == "left" else 2.5 * _ROOM)))
        if not self.is_logarithmic:
            if self._is_whole:
                wanted = max(1, min(wanted, int(high - low)))
            return [(high - low, ticks(low, high, wanted))]
        values = logarithmic_ticks(10.0**low, 10.0**high, wanted)
        return [(high - low, [math.log10(value) for value in values])]

    @override
    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        if self.is_logarithmic:
            return [number(10.0 ** float(value)) for value in values]
        return [number(float(value)) for value in values]


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round values between `low` and `high`, about as many as wanted."""
    rough = (high - low) / wanted
    unit = 10.0 ** math.floor(math.log10(rough))
    steps = [unit * factor for factor in (0.5, 1, 2, 5, 10)]
    place = next(place for place, step in enumerate(steps) if step >= rough * 0.999)
    found = _multiples(steps[place], low, high)
    # One number alone says nothing of the scale.
    return found if len(found) > 1 or not place else _multiples(steps[place - 1], low, high)


def _multiples(step: float, low: float, high: float) -> list[float]:
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def logarithmic_ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round values between `low` and `high`, which are above 0, with even gaps between them."""
    if high < 10 * low:
        return [value for value in ticks(low, high, wanted) if value > 0]
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for factors in ((1, 2, 5), (1, 3), (1,)):
        values = [factor * 10.0**decade for decade in decades for factor in factors]
        found = [value for value in values if low <= value <= high]
        if len(found) <= wanted:
            return found
    every = -(-len(found) // wanted)
    return found[::every]


def number(value: float) -> str:
    """A value of the axis in few characters."""
    if abs(value) < 1e-12:
        return "0"
    if value.is_integer() and abs(value) < 1e9:
        return QLocale().toString(int(value))
    if 1e-4 <= abs(value) < 1e6:
        return QLocale().toString(float(f"{value:.6g}"), "g", 6)
    return QLocale().toString(value, "g", 3)


def number_of(value: float) -> str:
    """A value in the legend: four digits that count."""
    return number(float(f"{value:.4g}"))
