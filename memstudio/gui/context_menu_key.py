"""Shift+F10 opens the context menu of what has the focus, as the Menu key does, which many keyboards lack."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def open_context_menu() -> None:
    """Ask what has the focus for its menu, at its cursor or its current row."""
    widget = QApplication.focusWidget()
    if widget is None:
        return
    place = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    QCoreApplication.sendEvent(
        widget,
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, widget.mapToGlobal(place)),
    )


def follow_key(window: QWidget) -> None:
    """Let the key do this in `window`; Windows does so by itself, and macOS has no such key."""
    if sys.platform.startswith(("win", "darwin")):
        return
    shortcut = QShortcut(QKeySequence("Shift+F10"), window)
    shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
    shortcut.activated.connect(open_context_menu)
