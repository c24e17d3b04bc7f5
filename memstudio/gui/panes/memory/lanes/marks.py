"""What is selected and pointed at, drawn over every lane alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter


@dataclass
class Marks:
    """Places on the axis, in tokens, and slots; None where there is none.

    Attributes:
        segment: first token of the selected segment and the one after its last.
        token: the selected token.
        slot: the selected slot.
        hovered: first and last of what the mouse is over, here or in another lane.
        hovered_slot: the slot that it is over.
    """

    segment: tuple[int, int] | None = None
    token: int | None = None
    slot: int | None = None
    hovered: tuple[int, int] | None = None
    hovered_slot: int | None = None

    def paint_columns(self, painter: QPainter, plot: QRect, x_of: Callable[[float], float]) -> None:
        """Draw what runs from the top of a lane to its bottom."""
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.segment is not None:
            _column(painter, plot, x_of(self.segment[0]), x_of(self.segment[1]), look.text)
        if self.hovered is not None:
            _column(painter, plot, x_of(self.hovered[0]), x_of(self.hovered[1]), look.faint_text)
        if self.token is not None:
            _column(painter, plot, x_of(self.token), x_of(self.token + 1), look.accent)


def _column(painter: QPainter, plot: QRect, left: float, right: float, colour: str) -> None:
    if right < plot.left() or left > plot.right():
        return
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    if right - left < 3:
        # Too narrow for a frame: a light line with a dark one beside it shows on any colour.
        middle = (left + right) / 2
        painter.drawLine(QLineF(middle, plot.top(), middle, plot.bottom()))
        rim = QColor(theme.current().surface)
        rim.setAlpha(150)
        painter.setPen(QPen(rim, 1))
        painter.drawLine(QLineF(middle + 1, plot.top(), middle + 1, plot.bottom()))
        return
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, plot.top() - 2, right - left, plot.height() + 4))
