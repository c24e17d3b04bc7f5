"""Surprise, and what the memory gained, token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.panes.memory.lanes.painting import image_of
from memstudio.gui.pixel_columns import pixel_edges
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_curves import GainCurve, LossCurve
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
        self._gain: GainCurve | None = None
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
            _pixel(each) for each in (look.surface, look.strong_border, look.muted_text)
        )
        pixels = np.full((rows, len(edges) - 1), ground, np.uint32)
        assert self._loss is not None  # noqa: S101 - callers have checked
        from_top = np.arange(loss_rows - 1, -1, -1, dtype=np.float32)[:, None] + 0.5
        scale = loss_rows / self._loss.high
        part = pixels[:loss_rows]
        part[from_top < self._loss.most.pixels(edges) * scale] = light
        part[from_top < self._loss.mean.pixels(edges) * scale] = strong
        if gain_rows:
            self._paint_gain(pixels[rows - gain_rows :], edges, ground)
        return pixels

    def _paint_gain(
        self, pixels: NDArray[np.uint32], edges: NDArray[np.float64], ground: np.uint32
    ) -> None:
        """From the middle line: strong the mean of a pixel's tokens, light the best and the worst."""
        gain, look = self._gain, theme.current()
        assert gain is not None  # noqa: S101 - callers have checked
        half = len(pixels) / 2
        height = half - np.arange(len(pixels), dtype=np.float32)[:, None] - 0.5
        for up, down, share in (
            (gain.best, gain.worst, 0.4),
            (gain.mean, gain.mean, 1.0),
        ):
            scale = half / gain.high
            helped = (height > 0) & (height < up.pixels(edges) * scale)
            hurt = (height < 0) & (height > down.pixels(edges) * scale)
            pixels[helped] = _mixed(look.series[0], look.surface, share)
            pixels[hurt] = _mixed(look.series[1], look.surface, share)
        middle = pixels[int(half)]
        middle[middle == ground] = _pixel(look.border)

    def _paint_scale(self, painter: QPainter, loss_area: QRect, gain_area: QRect) -> None:
        look = theme.current()
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(look.muted_text))
        high = self._gain.high if self._gain is not None else 0.0
        for area, top, bottom in (
            (loss_area, f"{self._loss.high:.1f}" if self._loss else "", "0"),
            (gain_area, f"+{high:.1f}", f"\u2212{high:.1f}"),
        ):
            if area.height() < 12:
                continue
            place = QRectF(0, area.top(), area.left() - 4, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, top)
            if area.height() >= 24:
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, bottom
                )

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)

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


def _pixel(colour: str) -> np.uint32:
    return np.uint32(QColor(colour).rgb())


def _mixed(colour: str, ground: str, share: float) -> np.uint32:
    """A colour thinned with what is behind it."""
    top, under = QColor(colour), QColor(ground)
    parts = [
        round(share * a + (1 - share) * b)
        for a, b in zip(top.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return np.uint32(QColor(*parts).rgb())
