"""What changes to the memory did to the prediction of each word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.bars import paint_ends, paint_signed, pixel, signed_ends
from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.panes.memory.lanes.painting import image_of
from memstudio.gui.pixel_columns import about, pixel_edges
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange


class ChangeLane(Lane):
    """Bars of the change in ln p: down where a word is less likely now, up where it is likelier."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.marks = Marks()
        self._document: TraceDocument | None = None
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()
        self.setAccessibleName(self.tr("What changes to the memory did to each word"))

    def show_document(self, document: TraceDocument) -> None:
        """Show what the changes did, as the document knows it now."""
        self._document = document
        self._made_for = ()
        self.update()

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        curve = None if self._document is None else self._document.changes_curve
        if curve is None:
            return
        rows = max(1, round(plot.height() * self.devicePixelRatioF()))
        width = self.pixels_across()
        key = (self.visible.start, self.visible.stop, width, rows, theme.current().name)
        if key != self._made_for or self._picture is None:
            self._made_for = key
            look = theme.current()
            edges = pixel_edges(self.visible.start, self.visible.stop, width)
            pixels = np.full((rows, width), pixel(look.surface), np.uint32)
            # As the words are tinted: what a change took away, the memory had given.
            hues = look.series_colour(1), look.series_colour(0)
            paint_signed(pixels, edges, curve, hues)
            self._picture = image_of(pixels)
        painter.drawImage(QRectF(plot), self._picture)
        paint_ends(painter, plot, *signed_ends(curve))

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)
        self.marks.paint_changes(painter, plot, self.x_of)

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self._document
        if document is None or document.changes is None:
            return ""
        text = self.tr("“%1”, token %2: %3 nats of ln p")
        text = text.replace("%1", document.token_text(token)).replace("%2", f"{token:,}")
        lines = [text.replace("%3", f"{float(document.changes[token]):+.2f}")]
        tokens = about(self.visible.span / max(1, self.plot_rect().width()))
        if tokens > 1:
            text = self.tr("A pixel stands for %1 tokens: dark their mean, light the largest.")
            lines.append(text.replace("%1", f"{tokens:,}"))
        return "\n".join(lines)
