"""Words and numbers along the edges of a matrix; text is slow to draw, so it is kept as pixels."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEngine, QPainter, QPixmap

from memstudio.gui.pixel_columns import round_step
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_KEPT = 3000
_LEAST_APART = 13.0
_NUMBERS_APART = 74.0
WIDEST = 72


class LabelPainter:
    """Draws labels for one widget.

    Args:
        widget: whose font and pixels they are for.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._kept: OrderedDict[tuple[str, str, bool], QPixmap] = OrderedDict()
        self._made_for: tuple[float, str] = (0.0, "")

    def along(
        self,
        painter: QPainter,
        area: QRectF,
        places: tuple[int, int],
        pixel_of: Callable[[float], float],
        scale: float,
        word: Callable[[int], str],
        *,
        is_upright: bool,
        chosen: int | None,
    ) -> None:
        """Draw what there is room for along an edge.

        Args:
            painter: of the widget.
            area: to the left of the matrix, or above it with `is_upright`.
            places: the first that is seen, and the one after the last.
            pixel_of: where a place begins along the edge.
            scale: pixels of a place.
            word: of a place.
            is_upright: whether the text is turned.
            chosen: a place that stands out.
        """
        look = theme.current()
        painter.save()
        painter.setClipRect(area)
        as_words = scale >= _LEAST_APART * 0.75
        every = math.ceil(_LEAST_APART / scale) if as_words else round_step(_NUMBERS_APART / scale)
        first = -(-places[0] // every) * every
        near = None if chosen is None else pixel_of(chosen) + scale / 2
        for place in range(first, places[1], every):
            centre = pixel_of(place) + scale / 2
            if near is not None and place != chosen and abs(centre - near) < 1.4 * _LEAST_APART:
                continue
            text = word(place) if as_words else count(place)
            self._draw(painter, area, centre, text, look.muted_text, is_upright=is_upright)
        if chosen is not None and places[0] <= chosen < places[1] and near is not None:
            text = word(chosen)
            self._draw(painter, area, near, text, look.accent, is_upright=is_upright)
        painter.restore()

    def _draw(
        self, painter: QPainter, area: QRectF, centre: float, text: str, colour: str, *,
        is_upright: bool,
    ) -> None:  # fmt: skip
        font, metrics, shown = self._set(text)
        level = QSize(max(1, metrics.horizontalAdvance(shown) + 1), metrics.height())
        size = level.transposed() if is_upright else level
        if is_upright:
            left = _inside(area.left() + centre, size.width(), area.left(), area.right())
            corner = QPointF(left, area.bottom() - size.height() - 4)
        else:
            top = _inside(area.top() + centre, size.height(), area.top(), area.bottom())
            corner = QPointF(area.right() - size.width() - 5, top)
        if not _is_pixels(painter):
            painter.save()
            painter.translate(corner)
            _write(painter, font, shown, colour, size.height() if is_upright else None)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            corner.toPoint(), self._picture(text, colour, ratio, is_upright=is_upright)
        )

    def _set(self, text: str) -> tuple[QFont, QFontMetrics, str]:
        font = QFont(self._widget.font())
        font.setPixelSize(11)
        metrics = QFontMetrics(font)
        return font, metrics, metrics.elidedText(text, Qt.TextElideMode.ElideRight, WIDEST - 8)

    def _picture(self, text: str, colour: str, ratio: float, *, is_upright: bool) -> QPixmap:
        if self._made_for != (ratio, theme.current().name):
            self._kept.clear()
            self._made_for = ratio, theme.current().name
        key = (text, colour, is_upright)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        font, metrics, shown = self._set(text)
        size = QSize(max(1, metrics.horizontalAdvance(shown) + 1), metrics.height())
        size = size.transposed() if is_upright else size
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        _write(painter, font, shown, colour, size.height() if is_upright else None)
        painter.end()
        self._kept[key] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture


def _is_pixels(painter: QPainter) -> bool:
    """Whether it is painted on a screen or an image; texts of an SVG or a PDF stay texts."""
    return painter.paintEngine().type() not in {QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf}


def _write(painter: QPainter, font: QFont, text: str, colour: str, upright: int | None) -> None:
    """Write at the painter's zero; from the bottom up where `upright` says how high it is."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    if upright is not None:
        painter.translate(0, upright)
        painter.rotate(-90)
    painter.drawText(QPointF(0, QFontMetrics(font).ascent()), text)


def _inside(centre: float, length: float, low: float, high: float) -> float:
    """Where something begins that is centred, unless an end of it would be cut off."""
    return max(low, min(centre - length / 2, high - length))
