"""Colour maps as the window uses them: those of all pictures, and one for what goes both ways."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from memstudio.gui.theme import theme
from memstudio.look.colour_maps import SEQUENTIAL, sequential

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIVERGING = "diverging"
"""For what goes both ways from zero, which lies near the ground that it is drawn on."""

_DIVERGING = {"light": "CET-CBD1", "dark": "CET-D6"}
"""From blue over white, or black, to yellow: for all who see colours in one way or another."""


def lookup_table(name: str) -> NDArray[np.uint8]:
    """`[256, 4]`, the colours of a map from low to high, RGBA."""
    return _table(_DIVERGING[theme.current().name] if name == DIVERGING else name)


@cache
def _table(name: str) -> NDArray[np.uint8]:
    if name in SEQUENTIAL:
        opaque = np.full((256, 1), 255, np.uint8)
        return np.ascontiguousarray(np.hstack([sequential(name), opaque]))
    table = pg.colormap.get(name).getLookupTable(0.0, 1.0, 256, alpha=True)
    return np.ascontiguousarray(table, dtype=np.uint8)


def paint_bar(painter: QPainter, bar: QRectF, name: str) -> None:
    """Paint a bar in the colours of a map, from low at its left to high at its right."""
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    table = lookup_table(name)
    for index in range(0, 256, 17):
        red, green, blue, _ = (int(part) for part in table[index])
        gradient.setColorAt(index / 255, QColor(red, green, blue))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 2, 2)
