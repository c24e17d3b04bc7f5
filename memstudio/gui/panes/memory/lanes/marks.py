"""What is selected and pointed at, drawn over every lane alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect


_DIAMOND = 4.5
"""Half its width."""


@dataclass
class Marks:
    """Places on the axis, in tokens, and slots; None where there is none.

    Attributes:
        segment: first token of the selected segment and the one after its last.
        token: the selected token.
        slot: the selected slot.
        hovered: first and last of what the mouse is over, here or in another lane.
        hovered_slot: the slot that it is over.
        changed: where the memory is changed: a place, and a slot or None for all.
    """

    segment: tuple[int, int] | None = None
    token: int | None = None
    slot: int | None = None
    hovered: tuple[int, int] | None = None
    hovered_slot: int | None = None
    changed: tuple[tuple[int, int | None], ...] = ()

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

    def paint_changes(
        self,
        painter: QPainter,
        plot: QRect,
        x_of: Callable[[float], float],
        row_of: Callable[[int], QRectF] | None = None,
    ) -> None:
        """Draw a diamond where the memory is changed: in the slot's row, or on a line for all.

        Args:
            painter: of the lane.
            plot: the lane's picture.
            x_of: from a place to pixels.
            row_of: from a slot to its row; None in a lane without rows.
        """
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.surface), 1.5))
        painter.setBrush(QColor(look.accent))
        for place, slot in self.changed:
            x = round(x_of(place))
            if not plot.left() - _DIAMOND <= x <= plot.right() + _DIAMOND:
                continue
            if slot is None or row_of is None:
                painter.fillRect(QRectF(x - 2, plot.top(), 4, plot.height()), QColor(look.surface))
                painter.fillRect(QRectF(x - 1, plot.top(), 2, plot.height()), QColor(look.accent))
                y = plot.top() + _DIAMOND
            else:
                y = row_of(slot).center().y()
            corners = ((x, y - _DIAMOND), (x + _DIAMOND, y), (x, y + _DIAMOND), (x - _DIAMOND, y))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.restore()


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
