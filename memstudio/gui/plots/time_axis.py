"""An axis of times, with round ones named: seconds, hours or days, as far as they reach."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pyqtgraph as pg
from typing_extensions import override

ROUND = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800, 2_592_000, 31_536_000,
)  # fmt: skip
"""Seconds, of stretches of time that are round for people."""
_ROOM = 92
"""Pixels that a name takes, with the gap to the next."""
_MINUTE, _DAY = 60, 86_400


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
        # Midnight is where the clock on the wall says so.
        shift = _offset(low)
        first = math.ceil((low + shift) / step)
        last = math.floor((high + shift) / step)
        return [(step, [index * step - shift for index in range(first, last + 1)])]

    @override
    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        form = "%Y-%m-%d" if spacing >= _DAY else "%H:%M" if spacing >= _MINUTE else "%H:%M:%S"
        return [_moment(float(value)).strftime(form) for value in values]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def _offset(seconds: float) -> float:
    offset = _moment(max(0.0, min(seconds, 4e9))).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
