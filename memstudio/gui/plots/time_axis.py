"""An axis of times, with round ones named: seconds, hours or days, as far as they reach."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from typing_extensions import override

from memstudio.gui.widgets.moment_format import clock, day, local

ROUND = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800, 2_592_000, 31_536_000,
)  # fmt: skip
"""Seconds, of stretches of time that are round for people."""
_ROOM = 92
"""Pixels that a name takes, with the gap to the next."""
_MINUTE, _LONG, _DAY = 60, 10_800, 86_400


class TimeAxis(pg.AxisItem):
    """Positions are seconds since 1970; names are in local time."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, Any]]:
        low, high = sorted((minVal, maxVal))
        if not (math.isfinite(low) and math.isfinite(high)) or low == high:
            return []
        rough = (high - low) / max(1, size // _ROOM)
        step = next((each for each in ROUND if each >= rough), ROUND[-1])
        # Midnight is where the clock on the wall says so, which is put forward and back over long.
        shift = _offset(low)
        first = math.ceil((low + shift) / step)
        last = math.floor((high + (_offset(high) if step >= _LONG else shift)) / step)
        walls = [index * step for index in range(first, last + 1)]
        shifts = [_offset(wall - shift) if step >= _LONG else shift for wall in walls]
        return [(step, [wall - own for wall, own in zip(walls, shifts, strict=True)])]

    @override
    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        moments = [local(float(value)) for value in values]
        if spacing >= _DAY:
            return [day(each.date()) for each in moments]
        return [clock(each.time(), seconds=spacing < _MINUTE) for each in moments]


def _offset(seconds: float) -> float:
    return float(local(max(0.0, min(seconds, 4e9))).offsetFromUtc())
