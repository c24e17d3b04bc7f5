"""Lanes of bars along a document: their picture, kept until it changes, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.pixel_columns import about, pixel_edges
from memstudio.gui.plots.painting import image_of
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.look.tints import mixed, rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_curves import SignedCurve
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange

_LOW = 12
"""Pixels: a lower scale has no number."""
_HIGH = 24
"""Pixels from which there is room for one at either end."""


class BarsLane(Lane):
    """A picture of bars, made again when other tokens are visible or another document is shown."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.marks = Marks()
        self.document: TraceDocument | None = None
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()

    def show_document(self, document: TraceDocument) -> None:
        """Show a trace, or the same one with other numbers."""
        self.document = document
        self._made_for = ()
        self.update()

    # ------------------------------------------------------------------ for each kind of lane

    @property
    def has_bars(self) -> bool:
        """Whether there is anything to show."""
        return self.document is not None

    def bar_pixels(self, edges: NDArray[np.float64], rows: int) -> NDArray[np.uint32]:
        """`[rows, W]`; `edges` of the pixels across, in tokens."""
        return np.full((rows, len(edges) - 1), pixel(theme.current().surface), np.uint32)

    def paint_scale(self, painter: QPainter, plot: QRect) -> None:
        """Write what the heights stand for."""

    # ------------------------------------------------------------------ painting

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        if not self.has_bars:
            return
        rows = max(1, round(plot.height() * self.devicePixelRatioF()))
        width = self.pixels_across()
        key = (self.visible.start, self.visible.stop, width, rows, theme.current().name)
        if key != self._made_for or self._picture is None:
            self._made_for = key
            edges = pixel_edges(self.visible.start, self.visible.stop, width)
            self._picture = image_of(self.bar_pixels(edges, rows))
        painter.drawImage(QRectF(plot), self._picture)
        self.paint_scale(painter, plot)

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)
        self.marks.paint_changes(painter, plot, self.x_of)

    def about_a_pixel(self) -> list[str]:
        """What is said where a pixel stands for several tokens."""
        tokens = about(self.visible.span / max(1, self.plot_rect().width()))
        if tokens < 2:
            return []
        text = self.tr("A pixel stands for %1 tokens: dark their mean, light the largest.")
        return [text.replace("%1", count(tokens))]


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
    high = decimal(curve.high, 1) if curve.high >= 0.05 else f"{curve.high:.2g}"
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
