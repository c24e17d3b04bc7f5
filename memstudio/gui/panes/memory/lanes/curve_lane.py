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

    from memstudio.gui.trace_curves import LossCurve, SignedCurve
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange

    Floats = NDArray[np.float32]

_LOSS_SHARES = (1.0, 0.55, 0.4)
"""Of the lane's height, with so many curves below it."""
_GAP = 3


class CurveLane(Lane):
    """Bars from the bottom for the loss; below them from a middle line the gain, and changes of ln p."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.marks = Marks()
        self.document: TraceDocument | None = None
        self._loss: LossCurve | None = None
        # From the top, each with the hues of what rises and of what falls, as names of the theme's
        # series: what a change took away, the memory had given.
        self._signed: tuple[tuple[SignedCurve, int, int], ...] = ()
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()
        self.setAccessibleName(self.tr("Surprise and gain from memory"))

    def show_document(self, document: TraceDocument) -> None:
        """Show a trace's losses, and its gains where they were recorded."""
        self.document = document
        self._made_for = ()
        self._loss = document.loss_curve
        curves = ((document.gain_curve, 0, 1), (document.changes_curve, 1, 0))
        self._signed = tuple(
            (curve, rising, falling) for curve, rising, falling in curves if curve is not None
        )
        self.update()

    @property
    def has_gain(self) -> bool:
        """Whether the gain is shown."""
        return self.document is not None and self.document.gain_curve is not None

    # ------------------------------------------------------------------ painting

    def _areas(self, plot: QRect) -> list[QRect]:
        """Of the loss, and of each curve below it."""
        count = len(self._signed)
        height = round(plot.height() * _LOSS_SHARES[count])
        areas = [QRect(plot.left(), plot.top(), plot.width(), height)]
        below = plot.height() - height
        for place in range(count):
            top, bottom = (height + below * each // count for each in (place, place + 1))
            areas.append(
                QRect(plot.left(), plot.top() + top + _GAP, plot.width(), bottom - top - _GAP)
            )
        return areas

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
        areas = self._areas(plot)
        if key != self._made_for or self._picture is None:
            self._made_for = key
            edges = pixel_edges(self.visible.start, self.visible.stop, width)
            rows = max(1, round(plot.height() * ratio))
            spans = [
                (round((area.top() - plot.top()) * ratio), round(area.height() * ratio))
                for area in areas
            ]
            self._picture = image_of(self._pixels(edges, rows, spans))
        painter.drawImage(QRectF(plot), self._picture)
        self._paint_scale(painter, areas)

    def _pixels(
        self, edges: NDArray[np.float64], rows: int, spans: list[tuple[int, int]]
    ) -> NDArray[np.uint32]:
        """First row and rows of each part in `spans`."""
        look = theme.current()
        ground, light, strong = (
            _pixel(each) for each in (look.surface, look.strong_border, look.muted_text)
        )
        pixels = np.full((rows, len(edges) - 1), ground, np.uint32)
        assert self._loss is not None  # noqa: S101 - callers have checked
        loss_rows = spans[0][1]
        from_top = np.arange(loss_rows - 1, -1, -1, dtype=np.float32)[:, None] + 0.5
        scale = loss_rows / self._loss.high
        part = pixels[:loss_rows]
        part[from_top < self._loss.most.pixels(edges) * scale] = light
        part[from_top < self._loss.mean.pixels(edges) * scale] = strong
        for (curve, rising, falling), (first, count) in zip(self._signed, spans[1:], strict=True):
            hues = look.series_colour(rising), look.series_colour(falling)
            _paint_signed(pixels[first : first + count], edges, curve, hues)
        return pixels

    def _paint_scale(self, painter: QPainter, areas: list[QRect]) -> None:
        look = theme.current()
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(look.muted_text))
        ends = [(f"{self._loss.high:.1f}" if self._loss else "", "0")]
        for curve, _, _ in self._signed:
            high = f"{curve.high:.1f}" if curve.high >= 0.05 else f"{curve.high:.2g}"
            ends.append((f"+{high}", f"\u2212{high}"))
        for area, (top, bottom) in zip(areas, ends, strict=True):
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
        if document.changes is not None:
            text = self.tr("your changes to the memory: %1 nats of ln p")
            lines.append(text.replace("%1", f"{float(document.changes[token]):+.2f}"))
        tokens = round(self.visible.span / max(1, self.plot_rect().width()))
        if tokens > 1:
            text = self.tr("A pixel stands for %1 tokens: dark their mean, light the largest.")
            lines.append(text.replace("%1", f"{tokens:,}"))
        return "\n".join(lines)


def _paint_signed(
    pixels: NDArray[np.uint32],
    edges: NDArray[np.float64],
    curve: SignedCurve,
    hues: tuple[str, str],
) -> None:
    """From the middle line: strong the mean of a pixel's tokens, light the highest and the lowest.

    Args:
        pixels: painted on; of the ground's colour.
        edges: of the pixels across, in tokens.
        curve: what is drawn.
        hues: of what lies above the line, and below.
    """
    look = theme.current()
    ground = _pixel(look.surface)
    half = len(pixels) / 2
    height = half - np.arange(len(pixels), dtype=np.float32)[:, None] - 0.5
    for up, down, share in ((curve.best, curve.worst, 0.4), (curve.mean, curve.mean, 1.0)):
        scale = half / curve.high
        above = (height > 0) & (height < up.pixels(edges) * scale)
        below = (height < 0) & (height > down.pixels(edges) * scale)
        pixels[above] = _mixed(hues[0], look.surface, share)
        pixels[below] = _mixed(hues[1], look.surface, share)
    if len(pixels):
        middle = pixels[int(half)]
        middle[middle == ground] = _pixel(look.border)


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
