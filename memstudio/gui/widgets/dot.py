"""A dot in the colour of a curve: it stands for the curve in legends and lists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

DOT = 10
"""Its side, in device-independent pixels."""


def dot_icon(colour: str | None, scale: float, *, is_filled: bool = True, side: int = DOT) -> QIcon:
    """A dot, filled while what it stands for is shown.

    Args:
        colour: as in the theme; None for as much empty room.
        scale: device pixels in one pixel.
        is_filled: or a ring.
        side: of the icon, in whose middle the dot is.
    """
    pixmap = QPixmap(QSize(side, side) * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    if colour is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colour))
        painter.setBrush(QColor(colour) if is_filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(side / 2, side / 2), DOT / 2 - 1, DOT / 2 - 1)
        painter.end()
    icon = QIcon(pixmap)
    # What is selected keeps its colour.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
