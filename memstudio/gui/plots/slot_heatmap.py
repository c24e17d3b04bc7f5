"""Slots over document time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from typing_extensions import override

from memstudio.gui.plots.cell_map import CellMap

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class _SegmentAxis(pg.AxisItem):
    """Whole segment numbers, each at the middle of its cell."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.setHeight(22)

    @override
    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        span = max(1.0, maxVal - minVal)
        step = 1
        for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000):
            if span / step * 44 <= size:
                break
        first = -(-int(minVal) // step) * step
        return [(float(step), [i + 0.5 for i in range(first, int(maxVal) + 1, step)])]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [str(int(value)) for value in values]


class SlotHeatmap(CellMap):
    """Slots x segments; a cell is what the reading of that segment did to that slot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_SegmentAxis(), parent)
