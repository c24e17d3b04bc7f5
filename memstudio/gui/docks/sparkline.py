"""One number over the document, small: read by hovering, walked with the arrow keys, clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.pixel_columns import at_most
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.quantity_kinds import Quantity

_HEIGHT = 44
_DOT = 1.5


def _upper_level(values: NDArray[np.float32]) -> float:
    """The largest, unless a few stand so far above the rest that nothing else would be seen."""
    highest, usual = max(0.0, float(values.max())), float(np.quantile(values, 0.98))
    return min(highest, 3 * usual) if usual > 0 else highest


class Sparkline(QWidget):
    """A filled line from 0, or the smallest value below it, to the largest; the place is marked.

    A few values far above the rest, such as the first write of an empty memory, are cut. Where a
    value is not known the line has a gap.

    Signals:
        place_chosen: the index of a value.
    """

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)
        self._current = 0
        self._colour = ""
        self._quantity: Quantity | None = None
        self.setObjectName("sparkline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(
        self, values: NDArray[np.float32], current: int, colour: str, quantity: Quantity
    ) -> None:
        """Show `[T]` values of a quantity with the one at `current` marked."""
        self._values = np.asarray(values, np.float32)
        self._current, self._colour = current, colour
        self._quantity = quantity
        self.setAccessibleDescription(self.text_at(current))
        self.update()

    def text_at(self, place: int) -> str:
        """What a place says in words."""
        if self._quantity is None or not 0 <= place < self._values.size:
            return ""
        text = self.tr("Segment {segment}: {value}")
        value = self._quantity.format(float(self._values[place]))
        return text.format(segment=count(place), value=value)

    def place_at(self, x: float) -> int:
        """The value under a position."""
        area = self._area()
        count = max(1, self._values.size - 1)
        place = round((x - area.left()) / max(1.0, area.width()) * count)
        return min(max(0, place), max(0, self._values.size - 1))

    def heights(self) -> NDArray[np.float32]:
        """What is drawn: a value a pixel at most, each the one that its quantity looks for."""
        reduction = self._quantity.reduction if self._quantity is not None else "max"
        return at_most(self._values, max(1, int(self._area().width())), reduction)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1, 3, -1, -1)

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, _HEIGHT)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.text_at(self.place_at(event.pos().x()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose_at(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose_at(event)

    def _choose_at(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._values.size:
            self.place_chosen.emit(self.place_at(event.position().x()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self._values.size - 1
        goal = {
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if goal is None or last < 0:
            super().keyPressEvent(event)
            return
        self.place_chosen.emit(min(max(0, goal), last))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_line(painter)
        look, area = theme.current(), self._area()
        painter.setPen(QPen(QColor(look.text), 1))
        x = area.left() + area.width() * self._current / max(1, self._values.size - 1)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_line(self, painter: QPainter) -> None:
        heights, area = self.heights(), self._area()
        known = np.flatnonzero(np.isfinite(heights))
        if not known.size:
            return
        lowest = min(0.0, float(heights[known].min()))
        highest = _upper_level(heights[known])
        reach = highest - lowest or 1.0
        base = area.bottom() + area.height() * lowest / reach
        xs = area.left() + area.width() * np.arange(len(heights)) / max(1, len(heights) - 1)
        ys = base - area.height() * np.minimum(heights, highest) / reach
        colour, fill = QColor(self._colour), QColor(self._colour)
        fill.setAlphaF(0.18)
        for stretch in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            points = [QPointF(float(xs[i]), float(ys[i])) for i in stretch]
            ends = [QPointF(each.x(), base) for each in (points[0], points[-1])]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF([ends[0], *points, ends[1]]))
            if len(points) == 1:
                painter.setBrush(colour)
                painter.drawEllipse(points[0], _DOT, _DOT)
            painter.setPen(QPen(colour, 1.5))
            painter.drawPolyline(QPolygonF(points))
