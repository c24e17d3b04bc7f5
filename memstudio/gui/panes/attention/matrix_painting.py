"""What is painted of a matrix: its tiles, what is chosen, and the profiles beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from memstudio.gui.panes.attention.profiles import bars, heights, shares
from memstudio.gui.panes.attention.tile_store import TILE, Place, TileStore
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.gui.panes.attention.sight import Sight
    from memstudio.trace.attention_pyramid import AttentionPyramid

    Floats = NDArray[np.float32]

STRIP = 44
"""Pixels of a profile, from the matrix outwards."""
GAP = 4
_ROUNDING = 1 + 1e-9
_FRAMED = 4.0
"""Pixels from which on a weight is framed; smaller ones have a line through them."""


@dataclass(frozen=True)
class Canvas:
    """Where the matrix is painted.

    Attributes:
        painter: of the widget.
        area: the part of it that the matrix has.
        sight: what is seen there.
        ratio: of the screen's pixels to the window's.
    """

    painter: QPainter
    area: QRect
    sight: Sight
    ratio: float

    def pixels(self, row: int, column: int, rows: int, columns: int) -> QRect:
        """Where some rows and columns are painted; neighbours meet without a seam."""
        left, right = (round(self.sight.x_of(at)) for at in (column, column + columns))
        top, bottom = (round(self.sight.y_of(at)) for at in (row, row + rows))
        return QRect(self.area.left() + left, self.area.top() + top, right - left, bottom - top)


def paint_tiles(
    canvas: Canvas,
    pyramid: AttentionPyramid,
    store: TileStore,
    preview: tuple[QImage, int] | None,
) -> None:
    """Paint what is there, and wish for what is missing."""
    sight = canvas.sight
    # What zooming leaves of one pixel is not quite one now and then.
    pixels = sight.scale * canvas.ratio * _ROUNDING
    # A cell is at least a pixel, so that none falls between two.
    level = 0 if pixels >= 1 else min(pyramid.num_levels - 1, math.ceil(math.log2(1 / pixels)))
    span = TILE << level
    (row, row_stop), (column, column_stop) = sight.rows, sight.columns
    missing = []
    for r in range(row // span, -(-row_stop // span)):
        for c in range(column // span, -(-column_stop // span)):
            place = Place(level, r, c)
            image = store.tile(place)
            if image is None:
                missing.append(place)
                _paint_coarser(canvas, place, pyramid.num_levels, store, preview)
            else:
                _paint_tile(canvas, place, image)
    if missing:
        # The whole, small, first: it is what all else is painted from until it is there.
        whole = Place(max(0, (pyramid.matrix.size - 1).bit_length() - 8), 0, 0)
        if store.tile(whole) is None:
            missing.insert(0, whole)
    # Also when nothing is missing: then nothing that was in sight before is waited for.
    store.wish(missing)


def _paint_tile(canvas: Canvas, place: Place, image: QImage) -> None:
    each = 1 << place.level
    row, column = place.row * TILE * each, place.column * TILE * each
    target = canvas.pixels(row, column, image.height() * each, image.width() * each)
    canvas.painter.drawImage(target, image)


def _paint_coarser(
    canvas: Canvas,
    place: Place,
    num_levels: int,
    store: TileStore,
    preview: tuple[QImage, int] | None,
) -> None:
    """Paint what a tile will show from the finest that is there."""
    span = TILE << place.level
    row, column = place.row * span, place.column * span
    target = QRectF(canvas.pixels(row, column, span, span))
    for level in range(place.level + 1, num_levels):
        up = level - place.level
        image = store.tile(Place(level, place.row >> up, place.column >> up))
        if image is not None:
            cell = 1 << level
            source = QRectF(
                column / cell - (place.column >> up) * TILE,
                row / cell - (place.row >> up) * TILE,
                span / cell, span / cell,
            )  # fmt: skip
            _paint_part(canvas.painter, target, image, source)
            return
    if preview is not None:
        image, cell = preview
        source = QRectF(column / cell, row / cell, span / cell, span / cell)
        _paint_part(canvas.painter, target, image, source)


def _paint_part(painter: QPainter, target: QRectF, image: QImage, source: QRectF) -> None:
    """Paint a part of an image; what of it lies outside is not stretched into it."""
    inside = source.intersected(QRectF(image.rect()))
    if inside.isEmpty():
        return
    x, y = target.width() / source.width(), target.height() / source.height()
    left = target.left() + (inside.left() - source.left()) * x
    top = target.top() + (inside.top() - source.top()) * y
    painter.drawImage(QRectF(left, top, inside.width() * x, inside.height() * y), image, inside)


def paint_marks(
    canvas: Canvas, picked: tuple[int, int] | None, hovered: tuple[int, int] | None
) -> None:
    """Paint the edge of the matrix, and what is chosen and pointed at."""
    look, sight, area, painter = theme.current(), canvas.sight, canvas.area, canvas.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.border), 1))
    painter.drawRect(canvas.pixels(0, 0, sight.size, sight.size))
    if picked is not None:
        cell = canvas.pixels(*picked, 1, 1)
        is_framed = sight.scale >= _FRAMED
        painter.setPen(QPen(QColor(look.accent), 1))
        for y in (cell.top(), cell.bottom() + 1) if is_framed else (cell.center().y(),):
            painter.drawLine(area.left(), y, area.right(), y)
        for x in (cell.left(), cell.right() + 1) if is_framed else (cell.center().x(),):
            painter.drawLine(x, area.top(), x, area.bottom())
    if hovered is not None and sight.scale >= _FRAMED:
        painter.setPen(QPen(QColor(look.text), 1))
        painter.drawRect(canvas.pixels(*hovered, 1, 1))


def paint_profiles(canvas: Canvas, profiles: tuple[Floats, Floats], lowest: float) -> None:
    """Paint a row's weights above the matrix and a column's to its right, each in its own measure.

    Args:
        canvas: where.
        profiles: `[N]` each.
        lowest: the weight of a bar without height, when heights go by the logarithm; else 0.
    """
    area, sight = canvas.area, canvas.sight
    row, column = profiles
    for weights, start, length, is_upright in (
        (row, sight.left, area.width(), False),
        (column, sight.top, area.height(), True),
    ):
        if length < 1:
            continue
        seen = heights(weights, start, sight.scale, length)
        image = bars(shares(seen, float(weights.max()), lowest), STRIP - 4, is_upright=is_upright)
        corner = QPointF(area.left(), area.top() - GAP - image.height())
        if is_upright:
            corner = QPointF(area.right() + 1 + GAP, area.top())
        canvas.painter.drawImage(corner, image)
