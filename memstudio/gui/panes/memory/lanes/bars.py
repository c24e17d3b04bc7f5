"""Bars along a document: what goes up and down from a middle line, and the ends of its scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from memstudio.gui.theme import theme
from memstudio.look.tints import mixed, rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.trace_curves import SignedCurve

_LOW = 12
"""Pixels: a lower scale has no number."""
_HIGH = 24
"""Pixels from which there is room for one at either end."""


def pixel(colour: str) -> np.uint32:
    """A colour as one of Qt's pixels."""
    return np.uint32(QColor(colour).rgb())


def paint_signed(
    pixels: NDArray[np.uint32],
    edges: NDArray[np.float64],
    curve: SignedCurve,
    hues: tuple[str, str],
) -> None:
    """From the middle line: strong the mean of a pixel's tokens, light the highest and the lowest.

    Args:
        pixels: painted on; of the surface's colour.
        edges: of the pixels across, in tokens.
        curve: what is drawn.
        hues: of what lies above the line, and below.
    """
    if not len(pixels):
        return
    look = theme.current()
    ground = pixel(look.surface)
    half = len(pixels) / 2
    height = half - np.arange(len(pixels), dtype=np.float32)[:, None] - 0.5
    for up, down, share in ((curve.best, curve.worst, 0.4), (curve.mean, curve.mean, 1.0)):
        scale = half / curve.high
        above = (height > 0) & (height < up.pixels(edges) * scale)
        below = (height < 0) & (height > down.pixels(edges) * scale)
        for where, hue in ((above, hues[0]), (below, hues[1])):
            pixels[where] = np.uint32(QColor(*mixed(rgb(look.surface), rgb(hue), share)).rgb())
    middle = pixels[int(half)]
    middle[middle == ground] = pixel(look.border)


def signed_ends(curve: SignedCurve) -> tuple[str, str]:
    """What stands at the top and at the bottom of its scale."""
    high = f"{curve.high:.1f}" if curve.high >= 0.05 else f"{curve.high:.2g}"
    return f"+{high}", f"\u2212{high}"


def paint_ends(painter: QPainter, area: QRect, top: str, bottom: str) -> None:
    """Write the ends of a scale left of its area, as far as there is room."""
    if area.height() < _LOW:
        return
    font = QFont(painter.font())
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(QColor(theme.current().muted_text))
    place = QRectF(0, area.top(), area.left() - 4, area.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, top)
    if area.height() >= _HIGH:
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, bottom)
