"""Colours from numbers, as pictures that Qt draws without converting them."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_NUMBER = 11.0
"""Height of a slot's number."""


@cache
def packed_table(colour_map: str, missing: str) -> NDArray[np.uint32]:
    """`[257]`, a colour map as Qt's pixels; the last stands for what is not known."""
    table = lookup_table(colour_map).astype(np.uint32)
    packed = 0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
    return np.append(packed, np.uint32(QColor(missing).rgb())).astype(np.uint32)


def coloured(values: Floats, low: float, high: float, colour_map: str) -> NDArray[np.uint32]:
    """`[H, W]` pixels of `[H, W]` values; NaN is what is not known, and painted like a gap."""
    scale = np.float32(255.0 / max(1e-12, high - low))
    places = (values - np.float32(low)) * scale
    places = np.where(np.isnan(places), np.float32(256), np.clip(places, 0, 255))
    table = packed_table(colour_map, theme.current().sunken)
    return np.ascontiguousarray(table[places.astype(np.int16)])


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """A picture of `[H, W]` pixels, with its own copy of them."""
    height, width = pixels.shape
    data = pixels.view(np.uint8).reshape(-1)
    return QImage(data.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def paint_slot_axis(painter: QPainter, area: QRect, num_slots: int, selected: int | None) -> None:
    """Slot numbers with their hues, from the top; leaves out numbers that would overlap."""
    paint_slot_hues(painter, area, num_slots)
    paint_slot_numbers(painter, area, num_slots, selected)


def paint_slot_hues(painter: QPainter, area: QRect, num_slots: int) -> None:
    """A square for each slot, from the top."""
    look = theme.current()
    height = area.height() / max(1, num_slots)
    right = area.right() - 3
    for slot in range(num_slots):
        size = min(9.0, max(1.0, height - 1.0))
        top = area.top() + slot * height + (height - size) / 2
        painter.fillRect(QRectF(right - size, top, size, size), QColor(look.slot_colour(slot)))


def paint_slot_numbers(
    painter: QPainter, area: QRect, num_slots: int, selected: int | None
) -> None:
    """The numbers beside the squares, as far as there is room, the selected one's in bold."""
    if not num_slots:
        return
    look = theme.current()
    font = QFont(painter.font())
    font.setPixelSize(int(max(8, min(11, area.height() / num_slots))))
    right = area.right() - 3
    painter.save()
    for slot, middle in _numbered(area, num_slots, selected):
        font.setBold(slot == selected)
        painter.setFont(font)
        painter.setPen(QColor(look.text if slot == selected else look.muted_text))
        place = QRectF(area.left(), middle - 8, right - 13 - area.left(), 16)
        painter.drawText(place, RIGHT, str(slot))
    painter.restore()


def _numbered(area: QRect, num_slots: int, selected: int | None) -> list[tuple[int, float]]:
    """The slots whose numbers have room, the selected one among them, and where they stand."""
    height = area.height() / num_slots

    def middle(slot: int) -> float:
        whole = area.top() + (slot + 0.5) * height
        return min(max(whole, area.top() + 5.0), area.bottom() - 5.0)

    places = {} if selected is None or selected >= num_slots else {selected: middle(selected)}
    every = max(1, math.ceil(_NUMBER / height))
    for slot in range(0, num_slots, every):
        if all(abs(middle(slot) - other) >= _NUMBER - 1 for other in places.values()):
            places[slot] = middle(slot)
    return list(places.items())
