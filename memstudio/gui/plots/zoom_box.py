"""The part of a chart that is zoomed along x: by the wheel, by keys, or by marking a stretch."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsRectItem
from typing_extensions import override

from memstudio.gui.theme import theme

_LEAST = 4.0
"""Pixels; a shorter stretch was a click."""
_FILL = 50


class ZoomBox(pg.ViewBox):
    """A drag moves what is seen; a drag with Shift zooms to the stretch it marks."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()
        self._stretch = QGraphicsRectItem(self)
        self._stretch.setZValue(100)
        self._stretch.hide()

    def zoom(self, factor: float) -> None:
        """Show so many times the present range of x, round its middle."""
        (low, high), _ = self.viewRange()
        middle, half = (low + high) / 2, (high - low) / 2 * factor
        self.setXRange(middle - half, middle + half, padding=0)
        self.sigRangeChangedManually.emit(self.mouseEnabled())

    def move_by(self, share: float) -> None:
        """Move what is seen by a share of its width."""
        (low, high), _ = self.viewRange()
        way = (high - low) * share
        self.setXRange(low + way, high + way, padding=0)
        self.sigRangeChangedManually.emit(self.mouseEnabled())

    @override
    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        is_marking = ev.button() == Qt.MouseButton.LeftButton and (
            ev.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if not (is_marking or self._stretch.isVisible()):
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        began, now = QPointF(ev.buttonDownPos()).x(), QPointF(ev.pos()).x()
        left, right = (min(max(x, 0.0), self.width()) for x in sorted((began, now)))
        if not ev.isFinish():
            colour = QColor(theme.current().accent)
            self._stretch.setPen(pg.mkPen(colour))
            colour.setAlpha(_FILL)
            self._stretch.setBrush(colour)
            self._stretch.setRect(QRectF(left, 0, right - left, self.height()))
            self._stretch.show()
            return
        self._stretch.hide()
        if right - left >= _LEAST:
            ends = (self.mapToView(QPointF(x, 0)).x() for x in (left, right))
            self.setXRange(*ends, padding=0)
            self.sigRangeChangedManually.emit(self.mouseEnabled())
