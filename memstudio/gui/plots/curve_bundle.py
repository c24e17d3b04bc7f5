"""Many curves as one item of a plot: drawn pixel by pixel, and kept until something changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from memstudio.gui.plots.column_raster import MOST, coloured, extents, halved, painted, widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg
    from numpy.typing import NDArray

    from memstudio.gui.plots.curve import Values

_SHARP = 1.5
"""Device pixels to one of the window from which edges need no smoothing."""


@dataclass(frozen=True)
class Stroke:
    """A line to be drawn.

    Attributes:
        x: growing, in units of the axis.
        y: as many.
        colour: of the line; may be translucent.
        width: in pixels of the window.
    """

    x: Values
    y: Values
    colour: QColor
    width: float


class CurveBundle(QGraphicsItem):
    """Lines over each other, the last on top.

    Attributes:
        is_smooth: whether edges are smoothed, which takes four times as long; off while things move.

    Args:
        box: whose part of the plot is drawn.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._box = box
        self._strokes: tuple[Stroke, ...] = ()
        self._image: QImage | None = None
        self._pixels: NDArray[np.uint32] | None = None
        self._drawn_for: tuple[object, ...] = ()
        self.is_smooth = True
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Draw these lines; of more than 255 the last."""
        if strokes or self._strokes:
            self._strokes = tuple(strokes)[-MOST:]
            self._image = None
            self.update()

    def _draw(self, area: QRectF, ratio: float) -> None:
        """Draw all lines into an image of as many device pixels as `area` has."""
        factor = 2 if self.is_smooth and ratio < _SHARP else 1
        width, height = math.ceil(area.width() * ratio), math.ceil(area.height() * ratio)
        columns, rows = width * factor, height * factor
        (left, right), (low, high) = self._box.viewRange()
        scale = ratio * factor
        edges = left + np.arange(columns + 1) * ((right - left) / (area.width() * scale))
        found = np.array([extents(stroke.x, stroke.y, edges) for stroke in self._strokes])
        # Rows count downwards: the highest value is at the top.
        unit = area.height() * scale / (high - low)
        tops, bottoms = ((high - found[:, side]) * unit for side in (1, 0))
        widths = [max(1, round(stroke.width * scale)) for stroke in self._strokes]
        for each in set(widths):
            those = [index for index, one in enumerate(widths) if one == each]
            tops[those], bottoms[those] = widened(tops[those], bottoms[those], each)
        palette = [0, *(_premultiplied(stroke.colour) for stroke in self._strokes)]
        pixels = coloured(painted(tops, bottoms, rows), np.array(palette, np.uint32))
        if factor == 2:
            pixels = halved(pixels)
        # The image looks at the array's memory, which has to stay as long.
        self._pixels = np.ascontiguousarray(pixels)
        self._image = QImage(
            self._pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._image.setDevicePixelRatio(ratio)

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(self._box.rect())

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        area = self.boundingRect()
        ratio = painter.device().devicePixelRatioF()
        (left, right), (low, high) = self._box.viewRange()
        if not self._strokes or area.isEmpty() or left >= right or low >= high:
            return
        drawn_for = (area, ratio, left, right, low, high, self.is_smooth)
        if self._image is None or drawn_for != self._drawn_for:
            self._draw(area, ratio)
            self._drawn_for = drawn_for
        if self._image is not None:
            painter.drawImage(area.topLeft(), self._image)


def _premultiplied(colour: QColor) -> int:
    """A colour as images hold it: its parts weighed with its opacity."""
    opacity = colour.alpha()
    red, green, blue = (
        (part * opacity + 127) // 255 for part in (colour.red(), colour.green(), colour.blue())
    )
    return opacity << 24 | red << 16 | green << 8 | blue
