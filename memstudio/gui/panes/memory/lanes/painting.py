"""Colours from numbers, as pictures that Qt draws without converting them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@cache
def packed_table(colour_map: str, missing: str) -> NDArray[np.uint32]:
    """`[257]`, a colour map as Qt's pixels; the last stands for what is not known."""
    table = lookup_table(colour_map).astype(np.uint32)
    packed = 0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
    return np.append(packed, np.uint32(QColor(missing).rgb())).astype(np.uint32)


def coloured(
    values: Floats, low: float, high: float, colour_map: str, rows: int
) -> NDArray[np.uint32]:
    """`[m, W]` pixels of `[W, m]` values, or fewer rows where a picture has only `rows` of them.

    NaN is what is not known, and painted like a gap.
    """
    num_slots = values.shape[1]
    if num_slots > rows > 0:
        firsts = np.linspace(0, num_slots, rows, endpoint=False).astype(int)
        values = np.maximum.reduceat(values, firsts, axis=1)
    scale = np.float32(255.0 / max(1e-12, high - low))
    places = (values - np.float32(low)) * scale
    places = np.where(np.isnan(places), np.float32(256), np.clip(places, 0, 255))
    table = packed_table(colour_map, theme.current().sunken)
    return np.ascontiguousarray(table[places.astype(np.int16)].T)


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """A picture of `[H, W]` pixels, with its own copy of them."""
    height, width = pixels.shape
    data = pixels.view(np.uint8).reshape(-1)
    return QImage(data.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def paint_slot_axis(painter: QPainter, area: QRect, num_slots: int, selected: int | None) -> None:
    """Slot numbers with their hues, from the top; leaves out numbers that would overlap."""
    if not num_slots:
        return
    look = theme.current()
    height = area.height() / num_slots
    font = QFont(painter.font())
    font.setPixelSize(int(max(8, min(11, height))))
    every = max(1, int(-(-11 // height)))
    right = area.right() - 3
    painter.save()
    for slot in range(num_slots):
        top = area.top() + slot * height
        size = min(9.0, max(1.0, height - 1.0))
        swatch = QRectF(right - size, top + (height - size) / 2, size, size)
        painter.fillRect(swatch, QColor(look.slot_colour(slot)))
        chosen = slot == selected
        if (slot % every and not chosen) or (
            selected is not None and not chosen and abs(slot - selected) < every
        ):
            continue
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(look.text if chosen else look.muted_text))
        middle = min(max(top + height / 2, area.top() + 5.0), area.bottom() - 5.0)
        place = QRectF(area.left(), middle - 8, right - 13 - area.left(), 16)
        painter.drawText(
            place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(slot)
        )
    painter.restore()
