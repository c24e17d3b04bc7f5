"""One number over the document, small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEIGHT = 44


class Sparkline(QWidget):
    """A filled line from 0 to the largest value, with a mark at the current place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)
        self._current = 0
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: NDArray[np.float32], current: int, colour: str) -> None:
        """Show `[T]` values with the one at `current` marked."""
        self._values, self._current, self._colour = values, current, colour
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        values = np.nan_to_num(self._values)
        if not values.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        area = QRectF(self.rect()).adjusted(1, 3, -1, -1)
        # One point a pixel at most, each the largest it stands for: peaks never vanish.
        each = max(1, -(-values.size // max(1, int(area.width()))))
        padded = np.zeros(-(-values.size // each) * each, np.float32)
        padded[: values.size] = values
        heights = padded.reshape(-1, each).max(axis=1)
        highest = float(heights.max()) or 1.0
        count = max(1, len(heights) - 1)
        points = [
            QPointF(
                area.left() + area.width() * i / count,
                area.bottom() - area.height() * float(h) / highest,
            )
            for i, h in enumerate(heights)
        ]
        fill = QColor(self._colour)
        fill.setAlphaF(0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([area.bottomLeft(), *points, area.bottomRight()]))
        painter.setPen(QPen(QColor(self._colour), 1.5))
        painter.drawPolyline(QPolygonF(points))
        place = min(self._current // each, len(points) - 1)
        painter.setPen(QPen(QColor(look.text), 1))
        x = points[place].x()
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
