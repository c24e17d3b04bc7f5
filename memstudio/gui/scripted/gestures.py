"""What a hand does to the window, as real events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow


def wheel(widget: QWidget, at: QPointF, turn: int, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel over a place of a widget, by eighths of a degree."""
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def drop(window: MainWindow, *paths: str) -> None:
    """Let files fall on the window, as from a file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    handle = window.windowHandle()
    middle = window.rect().center()
    rest = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(handle, QDragEnterEvent(middle, copy, data, *rest))
    QApplication.sendEvent(handle, QDropEvent(QPointF(middle), copy, data, *rest))


def click(window: QWidget, name: str) -> None:
    """Click what is called `name`.

    Raises:
        RuntimeError: it is not shown, or cannot be clicked.
    """
    button = shown(window, name)
    if not isinstance(button, QAbstractButton) or not button.isEnabled():
        raise RuntimeError(f"{name} cannot be clicked")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(window: QWidget, name: str) -> QWidget:
    """What is called `name` and can be seen.

    Raises:
        RuntimeError: there is none.
    """
    for widget in window.findChildren(QWidget, name):
        if widget.isVisible():
            return widget
    raise RuntimeError(f"{name} is not shown")
