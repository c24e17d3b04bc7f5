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

from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_HEIGHT = 44


def _upper_level(values: NDArray[np.float32]) -> float:
    """The largest, unless a few stand so far above the rest that nothing else would be seen."""
    highest, usual = max(0.0, float(values.max())), float(np.quantile(values, 0.98))
    return min(highest, 3 * usual) if usual > 0 else highest


class Sparkline(QWidget):
    """A filled line from 0, or the smallest value below it, to the largest; the place is marked.

    A few values far above the rest, such as the first write of an empty memory, are cut.

    Signals:
        place_chosen: the index of a value.
    """

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)
        self._current = 0
        self._colour = ""
        self._format: Callable[[float], str] = "{:.3g}".format
        self.setObjectName("sparkline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(
        self, values: NDArray[np.float32], current: int, colour: str, form: Callable[[float], str]
    ) -> None:
        """Show `[T]` values with the one at `current` marked; `form` writes a value."""
        self._values = np.nan_to_num(np.asarray(values, np.float32))
        self._current, self._colour = current, colour
        self._format = form
        self.setAccessibleDescription(self.text_at(current))
        self.update()

    def text_at(self, place: int) -> str:
        """What a place says in words."""
        if not 0 <= place < self._values.size:
            return ""
        text = self.tr("Segment {segment}: {value}")
        return text.format(segment=count(place), value=self._format(float(self._values[place])))

    def place_at(self, x: float) -> int:
        """The value under a position."""
        area = self._area()
        count = max(1, self._values.size - 1)
        place = round((x - area.left()) / max(1.0, area.width()) * count)
        return min(max(0, place), max(0, self._values.size - 1))

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
        values = self._values
        if not values.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        area = self._area()
        # One point a pixel at most, each the largest it stands for: peaks never vanish.
        each = max(1, -(-values.size // max(1, int(area.width()))))
        heights = np.maximum.reduceat(values, np.arange(0, values.size, each))
        lowest = min(0.0, float(heights.min()))
        highest = _upper_level(heights)
        heights = np.minimum(heights, highest)
        reach = highest - lowest or 1.0
        count = max(1, len(heights) - 1)
        base = area.bottom() + area.height() * lowest / reach
        points = [
            QPointF(
                area.left() + area.width() * i / count,
                base - area.height() * float(h) / reach,
            )
            for i, h in enumerate(heights)
        ]
        fill = QColor(self._colour)
        fill.setAlphaF(0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        ends = (QPointF(area.left(), base), QPointF(area.right(), base))
        painter.drawPolygon(QPolygonF([ends[0], *points, ends[1]]))
        painter.setPen(QPen(QColor(self._colour), 1.5))
        painter.drawPolyline(QPolygonF(points))
        place = min(self._current // each, len(points) - 1)
        painter.setPen(QPen(QColor(look.text), 1))
        x = points[place].x()
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
