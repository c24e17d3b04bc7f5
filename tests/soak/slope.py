"""Whether what was counted grows: a straight line, and how sure its slope is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WARM = 20
"""Cycles at the beginning that are left out: caches fill, modules are imported."""
_BLOCKS = 24
"""Neighbouring cycles depend on each other, so that the line is fitted to means of blocks."""
_T95 = 2.074
"""Student's t of 22 degrees of freedom, for 95%."""
_HARDLY = 0.01
"""Growth over all cycles, as a share of the mean, that is none even where it is certain."""


@dataclass(frozen=True)
class Slope:
    """A quantity over the cycles.

    Attributes:
        name: of the quantity.
        first: mean of the first block after the warm cycles.
        last: mean of the last block.
        per_cycle: slope of the line.
        margin: half of its interval of confidence of 95%.
        growth: by the line, over all cycles that count, as a share of the mean.
        room: how much it may grow in all.
    """

    name: str
    first: float
    last: float
    per_cycle: float
    margin: float
    growth: float
    room: float = 0.0

    @property
    def is_flat(self) -> bool:
        """Whether it may be 0, or is next to nothing or downward, or what grew is bounded."""
        is_level = self.per_cycle <= self.margin or self.growth < _HARDLY
        return is_level or self.last - self.first < self.room


def slope_of(name: str, values: Sequence[float], room: float = 0.0) -> Slope:
    """Fit a line to what was counted after each cycle, the warm ones included.

    Args:
        name: of the quantity.
        values: one a cycle.
        room: how much it may grow in all, as a pool does that fills when it is needed.

    Raises:
        ValueError: there are too few cycles.
    """
    counted = values[WARM:]
    if len(counted) < _BLOCKS:
        raise ValueError(f"{len(values)} cycles are too few: {WARM + _BLOCKS} are needed")
    size = len(counted) / _BLOCKS
    means, places = [], []
    for block in range(_BLOCKS):
        first, stop = round(block * size), round((block + 1) * size)
        part = counted[first:stop]
        means.append(sum(part) / len(part))
        places.append((first + stop - 1) / 2)
    x, y = sum(places) / _BLOCKS, sum(means) / _BLOCKS
    spread = sum((place - x) ** 2 for place in places)
    slope = (
        sum((place - x) * (mean - y) for place, mean in zip(places, means, strict=True)) / spread
    )
    rest = sum(
        (mean - y - slope * (place - x)) ** 2 for place, mean in zip(places, means, strict=True)
    )
    margin = _T95 * math.sqrt(rest / (_BLOCKS - 2) / spread)
    growth = slope * len(counted) / y if y else 0.0
    return Slope(name, means[0], means[-1], slope, margin, growth, room)
