"""The numbers of a vector as bars around zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEIGHT = 72


class VectorStrip(QWidget):
    """One bar a number; where there are more numbers than pixels, each pixel shows its extremes."""

    def __init__(self) -> None:
        super().__init__()
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)
        self._colour = ""
        self.setObjectName("vectorStrip")
        self.setAccessibleName(self.tr("Numbers of the vector"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: NDArray[np.float32], colour: str) -> None:
        """Show `[d]` numbers."""
        self._values, self._colour = np.nan_to_num(values), colour
        self.setAccessibleDescription(", ".join(f"{value:.3g}" for value in values[:64].tolist()))
        self.update()

    def text_at(self, x: float) -> str:
        """The number, or the numbers, under a position."""
        size = self._values.size
        if not size:
            return ""
        first = min(max(0, int(x / self.width() * size)), size - 1)
        last = min(size, max(first + 1, int((x + 1) / self.width() * size)))
        return "\n".join(f"[{i}]  {float(self._values[i]):.4g}" for i in range(first, last)[:8])

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, _HEIGHT)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos().x()), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        values = self._values
        if not values.size:
            return
        painter = QPainter(self)
        look = theme.current()
        area = QRectF(self.rect()).adjusted(0, 2, 0, -2)
        reach = float(np.abs(values).max()) or 1.0
        each = max(1, -(-values.size // max(1, int(area.width()))))
        begins = np.arange(0, values.size, each)
        tops = np.maximum(np.maximum.reduceat(values, begins), 0.0)
        bottoms = np.minimum(np.minimum.reduceat(values, begins), 0.0)
        middle, half = area.center().y(), area.height() / 2
        width = area.width() / len(begins)
        gap = 1.0 if width > 3 else 0.0
        colour = QColor(self._colour)
        for i, (top, bottom) in enumerate(zip(tops.tolist(), bottoms.tolist(), strict=True)):
            high, low = middle - half * top / reach, middle - half * bottom / reach
            painter.fillRect(QRectF(i * width, high, max(1.0, width - gap), low - high), colour)
        painter.setPen(QPen(QColor(look.strong_border), 1, Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
