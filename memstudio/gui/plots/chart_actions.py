"""What can be done with a chart from its menu and by keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

_CLOSER = 0.7
_STEP = 0.15


class ChartActions(QObject):
    """Adds its actions to a plot, whose context menu they are; keys count while it has the focus.

    Signals:
        whole_requested: all zooming is to be undone.
        zoom_requested: so many times the range of x is to be shown.
        move_requested: by such a share of the range.
        copy_requested: what parts the columns of the table that is wanted.
        picture_requested: the picture is to be copied, as a drag by the title takes it.

    Args:
        plot: of the chart.
    """

    whole_requested = Signal()
    zoom_requested = Signal(float)
    move_requested = Signal(float)
    copy_requested = Signal(str)
    picture_requested = Signal()

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self.whole = self._add(self.tr("Show everything"), "Home")
        self.closer = self._add(self.tr("Zoom in"), "+", "=")
        self.further = self._add(self.tr("Zoom out"), "-")
        self.earlier = self._add(self.tr("Move to the left"), "Left")
        self.later = self._add(self.tr("Move to the right"), "Right")
        separator = QAction(self)
        separator.setSeparator(True)
        plot.addAction(separator)
        self.table = self._add(self.tr("Copy the numbers as a table"))
        self.csv = self._add(self.tr("Copy the numbers as CSV"))
        self.picture = self._add(self.tr("Copy the picture"))
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _add(self, text: str, *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self._on_action_triggered)
        plot = self.parent()
        if isinstance(plot, QWidget):
            plot.addAction(action)
        return action

    @staticmethod
    def copy(text: str) -> None:
        """Put a table on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    @Slot()
    def _on_action_triggered(self) -> None:
        action = self.sender()
        if action is self.whole:
            self.whole_requested.emit()
        elif action is self.closer or action is self.further:
            self.zoom_requested.emit(_CLOSER if action is self.closer else 1 / _CLOSER)
        elif action is self.earlier or action is self.later:
            self.move_requested.emit(-_STEP if action is self.earlier else _STEP)
        elif action is self.picture:
            self.picture_requested.emit()
        else:
            self.copy_requested.emit("," if action is self.csv else "\t")
