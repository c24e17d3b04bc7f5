"""A drag by the mouse, as far as it takes to begin one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def drag(widget: QWidget) -> None:
    """Take hold of a widget and pull."""
    left, spot = Qt.MouseButton.LeftButton, QPoint(3, 3)
    QTest.mousePress(widget, left, pos=spot)
    QTest.mouseMove(widget, spot + QPoint(40, 5))
    QTest.mouseRelease(widget, left, pos=spot + QPoint(40, 5))
