"""Axes that name slots and tokens instead of counting."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from typing_extensions import override

from memstudio.gui.theme import theme

SLOT_AXIS_WIDTH = 46


class SlotAxis(pg.AxisItem):
    """Slot numbers with their hues, from top to bottom; leaves out numbers that would overlap."""

    def __init__(self) -> None:
        super().__init__("left")
        # Text is slow to draw: it is kept as pixels until it changes.
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self._num_slots = 0
        self._selected: int | None = None
        self.setWidth(SLOT_AXIS_WIDTH)
        self.setStyle(showValues=False, tickLength=0)

    def set_slots(self, num_slots: int) -> None:
        """Say how many slots there are."""
        self._num_slots = num_slots
        self._redraw()

    def set_selected(self, slot: int | None) -> None:
        """Mark one slot."""
        if slot != self._selected:
            self._selected = slot
            self._redraw()

    def _redraw(self) -> None:
        self.picture = None
        self.update()

    @override
    def generateDrawSpecs(self, p: QPainter) -> tuple[Any, Any, Any]:
        # Nothing of the usual axis: `drawPicture` draws it all.
        return None, [], []

    @override
    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        if self._num_slots == 0:
            return
        look = theme.current()
        bounds = self.mapRectFromParent(self.geometry())
        low, high = sorted(self.range)
        height = bounds.height() / max(1e-9, high - low)
        font = QFont(self.font())
        font.setPixelSize(int(max(8, min(11, height))))
        p.setFont(font)
        every = max(1, int(-(-11 // height)))
        for slot in range(max(0, int(low)), min(self._num_slots, int(high) + 1)):
            top = bounds.top() + (slot - low) * height
            size = min(9.0, height - 1.0)
            if size > 0:
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(QColor(look.slots[slot % len(look.slots)]))
                swatch = QRectF(bounds.right() - size - 5, top + (height - size) / 2, size, size)
                p.drawRoundedRect(swatch, 2, 2)
            if slot % every == 0 or slot == self._selected:
                chosen = slot == self._selected
                p.setPen(QColor(look.text if chosen else look.muted_text))
                font.setBold(chosen)
                p.setFont(font)
                area = QRectF(bounds.left(), top, bounds.width() - 18, height)
                p.drawText(
                    area.adjusted(0, -4, 0, 4),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    str(slot),
                )


class TokenAxis(pg.AxisItem):
    """The words of a segment, upright when there is room, slanted away when there is little."""

    HEIGHT = 62

    def __init__(self) -> None:
        super().__init__("bottom")
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self._tokens: list[str] = []
        self._selected: int | None = None
        self.setHeight(self.HEIGHT)
        self.setStyle(showValues=False, tickLength=0)

    def set_tokens(self, tokens: list[str]) -> None:
        """The texts of the tokens at 0, 1, 2, ..."""
        self._tokens = tokens
        self.picture = None
        self.update()

    def set_selected(self, token: int | None) -> None:
        """Mark one token, by its place in the segment."""
        if token != self._selected:
            self._selected = token
            self.picture = None
            self.update()

    @override
    def generateDrawSpecs(self, p: QPainter) -> tuple[Any, Any, Any]:
        return None, [], []

    @override
    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        look = theme.current()
        bounds = self.mapRectFromParent(self.geometry())
        low, high = self.range
        width = bounds.width() / max(1e-9, high - low)
        font = QFont(self.font())
        font.setPixelSize(11)
        metrics = QFontMetricsF(font)
        first, last = max(0, int(low)), min(len(self._tokens), int(high) + 1)
        every = max(1, int(-(-metrics.height() * 0.82 // width)))
        p.setFont(font)
        for index in range(first, last):
            chosen = index == self._selected
            if index % every and not chosen:
                continue
            p.setPen(QColor(look.accent if chosen else look.muted_text))
            text = metrics.elidedText(
                self._tokens[index], Qt.TextElideMode.ElideRight, bounds.height() - 8
            )
            centre = bounds.left() + (index + 0.5 - low) * width
            p.save()
            p.translate(QPointF(centre, bounds.top() + 4))
            p.rotate(90)
            p.drawText(QPointF(0, metrics.ascent() / 2 - 1), text)
            p.restore()
