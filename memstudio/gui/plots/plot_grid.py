"""The lines of a plot's grid, drawn straight: cheaper by far than axes that reach over the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    import pyqtgraph as pg

    from memstudio.gui.plots.value_axis import ValueAxis


class PlotGrid(QGraphicsItem):
    """A line at each number of two axes.

    Args:
        box: the part of the plot that the lines cross.
        left: whose numbers have horizontal lines.
        bottom: whose numbers have vertical lines.
    """

    def __init__(self, box: pg.ViewBox, left: ValueAxis, bottom: ValueAxis) -> None:
        super().__init__(box)
        self._box, self._left, self._bottom = box, left, bottom
        self._pen = QPen()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_colour(self, colour: QColor) -> None:
        """Draw the lines in this colour."""
        self._pen = QPen(colour, 1)
        self._pen.setCosmetic(True)
        self.update()

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
        (left, right), (low, high) = self._box.viewRange()
        lines = []
        for _, values in self._bottom.tickValues(left, right, area.width()):
            for value in values:
                x = area.left() + (value - left) / (right - left) * area.width()
                lines.append(QLineF(x, area.top(), x, area.bottom()))
        for _, values in self._left.tickValues(low, high, area.height()):
            for value in values:
                y = area.bottom() - (value - low) / (high - low) * area.height()
                lines.append(QLineF(area.left(), y, area.right(), y))
        painter.setPen(self._pen)
        painter.drawLines(lines)
