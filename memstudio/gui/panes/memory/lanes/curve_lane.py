"""Surprise, and what the memory gained, token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.bars import paint_ends, paint_signed, pixel, signed_ends
from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.panes.memory.lanes.painting import image_of
from memstudio.gui.pixel_columns import pixel_edges
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_curves import LossCurve, SignedCurve
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange

    Floats = NDArray[np.float32]

_LOSS_SHARE = 0.55
"""Of the lane's height, where there is a gain too."""


class CurveLane(Lane):
    """Bars from the bottom for the loss; below them bars from a middle line for the gain."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.marks = Marks()
        self.document: TraceDocument | None = None
        self._loss: LossCurve | None = None
        self._gain: SignedCurve | None = None
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()
        self.setAccessibleName(self.tr("Surprise and gain from memory"))

    def show_document(self, document: TraceDocument) -> None:
        """Show a trace's losses, and its gains where they were recorded."""
        self.document = document
        self._made_for = ()
        self._loss, self._gain = document.loss_curve, document.gain_curve
        self.update()

    @property
    def has_gain(self) -> bool:
        """Whether the gain is shown."""
        return self._gain is not None

    # ------------------------------------------------------------------ painting

    def _areas(self, plot: QRect) -> tuple[QRect, QRect]:
        if not self.has_gain:
            return plot, QRect()
        height = round(plot.height() * _LOSS_SHARE)
        loss = QRect(plot.left(), plot.top(), plot.width(), height)
        return loss, plot.adjusted(0, height + 3, 0, 0)

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        if self._loss is None:
            return
        ratio = self.devicePixelRatioF()
        width = self.pixels_across()
        key = (
            self.visible.start, self.visible.stop, width, plot.height(), ratio,
            theme.current().name,
        )  # fmt: skip
        loss_area, gain_area = self._areas(plot)
        if key != self._made_for or self._picture is None:
            self._made_for = key
            edges = pixel_edges(self.visible.start, self.visible.stop, width)
            rows = max(1, round(plot.height() * ratio))
            loss_rows = round(loss_area.height() * ratio)
            gain_rows = round(gain_area.height() * ratio) if self.has_gain else 0
            self._picture = image_of(self._pixels(edges, rows, loss_rows, gain_rows))
        painter.drawImage(QRectF(plot), self._picture)
        self._paint_scale(painter, loss_area, gain_area)

    def _pixels(
        self, edges: NDArray[np.float64], rows: int, loss_rows: int, gain_rows: int
    ) -> NDArray[np.uint32]:
        look = theme.current()
        ground, light, strong = (
            pixel(each) for each in (look.surface, look.strong_border, look.muted_text)
        )
        pixels = np.full((rows, len(edges) - 1), ground, np.uint32)
        assert self._loss is not None  # noqa: S101 - callers have checked
        from_top = np.arange(loss_rows - 1, -1, -1, dtype=np.float32)[:, None] + 0.5
        scale = loss_rows / self._loss.high
        part = pixels[:loss_rows]
        part[from_top < self._loss.most.pixels(edges) * scale] = light
        part[from_top < self._loss.mean.pixels(edges) * scale] = strong
        if gain_rows:
            assert self._gain is not None  # noqa: S101 - it has rows
            hues = look.series_colour(0), look.series_colour(1)
            paint_signed(pixels[rows - gain_rows :], edges, self._gain, hues)
        return pixels

    def _paint_scale(self, painter: QPainter, loss_area: QRect, gain_area: QRect) -> None:
        if self._loss is not None:
            paint_ends(painter, loss_area, f"{self._loss.high:.1f}", "0")
        if self._gain is not None:
            paint_ends(painter, gain_area, *signed_ends(self._gain))

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)
        self.marks.paint_changes(painter, plot, self.x_of)

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self.document
        if document is None:
            return ""
        lines = [self.tr("“%1”, token %2").replace("%1", document.token_text(token))]
        lines[0] = lines[0].replace("%2", f"{token:,}")
        loss = float(document.loss[token])
        if np.isfinite(loss):
            text = self.tr("surprise %1 nats (probability %2)")
            lines.append(text.replace("%1", f"{loss:.2f}").replace("%2", f"{np.exp(-loss):.2%}"))
        if document.gain is not None:
            gain = float(document.gain[token])
            if np.isfinite(gain):
                text = self.tr("gain from memory %1 nats")
                lines.append(text.replace("%1", f"{gain:+.2f}"))
        tokens = round(self.visible.span / max(1, self.plot_rect().width()))
        if tokens > 1:
            text = self.tr("A pixel stands for %1 tokens: dark their mean, light the largest.")
            lines.append(text.replace("%1", f"{tokens:,}"))
        return "\n".join(lines)
