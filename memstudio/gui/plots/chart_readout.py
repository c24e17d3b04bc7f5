"""The values under the mouse, in a small frame that stays within the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

_GAP = 16
_EDGE = 4


class ChartReadout(QFrame):
    """Floats beside the mouse.

    Args:
        plot: what it floats over.
    """

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self.setProperty("role", "floating")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.values = QLabel()
        self.values.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.addWidget(self.values)
        self.hide()

    def say(self, text: str, spot: QPoint) -> None:
        """Show rich text beside a place of the plot."""
        self.values.setText(text)
        self.adjustSize()
        plot = self._plot.size()
        left = spot.x() + _GAP
        if left + self.width() > plot.width() - _EDGE:
            left = spot.x() - _GAP - self.width()
        self.move(max(_EDGE, left), max(_EDGE, spot.y() - self.height() - _GAP))
        self.show()
        self.raise_()
