"""The button that undoes zooming, over a corner of the plot while there is some to undo."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from memstudio.gui.widgets.icons import icon

_GAP = 8


class WholeButton(QToolButton):
    """Hidden at first.

    Args:
        plot: what it lies over.
    """

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self.setObjectName("whole")
        self.setProperty("role", "boxed")
        self.setIcon(icon("zoom-out"))
        self.setToolTip(self.tr("Show everything again"))
        self.setAccessibleName(self.toolTip())
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.adjustSize()
        self.hide()

    def keep_in_corner(self) -> None:
        """Follow the size of the plot."""
        self.adjustSize()
        corner = self._plot.rect().topRight()
        self.move(corner - QPoint(self.width() + _GAP, -_GAP))
