"""Surprise, and what the memory gained, token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.bars import (
    BarsLane,
    paint_ends,
    paint_signed,
    pixel,
    signed_ends,
)
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, decimal, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_curves import SignedCurve
    from memstudio.gui.visible_range import VisibleRange

_LOSS_SHARE = 0.55
"""Of the lane's height, where there is a gain too."""
_GAP = 3


class CurveLane(BarsLane):
    """Bars from the bottom for the loss; below them bars from a middle line for the gain."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.setAccessibleName(self.tr("Surprise and gain from memory"))

    @property
    def _gain(self) -> SignedCurve | None:
        return None if self.document is None else self.document.gain_curve

    @property
    @override
    def has_bars(self) -> bool:
        return self.document is not None and self.document.loss_curve is not None

    # ------------------------------------------------------------------ painting

    @override
    def bar_pixels(self, edges: NDArray[np.float64], rows: int) -> NDArray[np.uint32]:
        pixels, look, gain = super().bar_pixels(edges, rows), theme.current(), self._gain
        loss = None if self.document is None else self.document.loss_curve
        if loss is None:
            return pixels
        loss_rows = rows if gain is None else round(rows * _LOSS_SHARE)
        from_top = np.arange(loss_rows - 1, -1, -1, dtype=np.float32)[:, None] + 0.5
        scale = loss_rows / loss.high
        part = pixels[:loss_rows]
        part[from_top < loss.most.pixels(edges) * scale] = pixel(look.strong_border)
        part[from_top < loss.mean.pixels(edges) * scale] = pixel(look.muted_text)
        if gain is not None:
            gap = round(_GAP * self.devicePixelRatioF())
            hues = look.series_colour(0), look.series_colour(1)
            paint_signed(pixels[loss_rows + gap :], edges, gain, hues)
        return pixels

    @override
    def paint_scale(self, painter: QPainter, plot: QRect) -> None:
        loss, gain = None if self.document is None else self.document.loss_curve, self._gain
        height = plot.height() if gain is None else round(plot.height() * _LOSS_SHARE)
        if loss is not None:
            area = QRect(plot.left(), plot.top(), plot.width(), height)
            paint_ends(painter, area, decimal(loss.high, 1), "0")
        if gain is not None:
            paint_ends(painter, plot.adjusted(0, height + _GAP, 0, 0), *signed_ends(gain))

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self.document
        if document is None:
            return ""
        lines = [self.tr("“%1”, token %2").replace("%1", document.token_text(token))]
        lines[0] = lines[0].replace("%2", count(token))
        loss = float(document.loss[token])
        if np.isfinite(loss):
            text = self.tr("surprise %1 nats (probability %2)")
            lines.append(
                text.replace("%1", decimal(loss, 2)).replace("%2", percent(np.exp(-loss), 2))
            )
        if document.gain is not None:
            gain = float(document.gain[token])
            if np.isfinite(gain):
                text = self.tr("gain from memory %1 nats")
                lines.append(text.replace("%1", f"{gain:+.2f}"))
        return "\n".join([*lines, *self.about_a_pixel()])
