"""The whole document on one line, and the box of what the lanes show of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.pixel_columns import Pyramid, pixel_edges
from memstudio.gui.plots.painting import image_of
from memstudio.gui.theme import theme
from memstudio.gui.trace_jumps import Jump, jumps

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange

_EDGE = 6
"""Pixels about an edge of the box by which it is resized."""
_WRITES_SHARE = 0.35
_SMALLEST_BOX = 8.0


class Minimap(Lane):
    """Surprise as grey bars, the biggest writes under it, and a box to drag and to resize."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.segment: tuple[int, int] | None = None
        self.page: tuple[int, int] | None = None
        self._document: TraceDocument | None = None
        self._loss: Pyramid | None = None
        self._writes: list[Jump] = []
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()
        self._held = ""
        self._offset = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Overview of the document"))
        self.setToolTip(
            self.tr("The whole document: grey is surprise, the pins are the biggest writes in the hues of their slots. Drag "
                    "the box to move it, its edges to resize it.")
        )  # fmt: skip

    def show_document(self, document: TraceDocument) -> None:
        """Show a trace."""
        self._document = document
        self._made_for = ()
        self._loss = None if document.loss_curve is None else document.loss_curve.mean
        self._writes = jumps(document, "writes") if document.has_slots else []
        self.update()

    # ------------------------------------------------------------------ places

    @override
    def token_place(self, x: float) -> float:
        plot = self.plot_rect()
        return (x - plot.left()) / max(1, plot.width()) * self.visible.total

    @override
    def x_of(self, token: float) -> float:
        plot = self.plot_rect()
        return plot.left() + token / max(1, self.visible.total) * plot.width()

    def box(self) -> QRectF:
        """Where the box is; never too narrow to be held."""
        plot = self.plot_rect()
        left, right = self.x_of(self.visible.start), self.x_of(self.visible.stop)
        if right - left < _SMALLEST_BOX:
            middle = (left + right) / 2
            left, right = middle - _SMALLEST_BOX / 2, middle + _SMALLEST_BOX / 2
        return QRectF(left, plot.top(), right - left, plot.height())

    # ------------------------------------------------------------------ painting

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        key = (plot.width(), plot.height(), ratio, theme.current().name)
        if key != self._made_for or self._picture is None:
            self._made_for = key
            self._picture = self._draw(round(plot.height() * ratio))
            pins = QPainter(self._picture)
            pins.scale(ratio, ratio)
            pins.translate(-plot.topLeft())
            self._paint_writes(pins, plot)
            pins.end()
        painter.drawImage(QRectF(plot), self._picture)

    def _paint_writes(self, painter: QPainter, plot: QRect) -> None:
        """The biggest writes as pins in their slots' hues, the bigger the higher."""
        document, look = self._document, theme.current()
        if document is None or not self._writes:
            return
        room = plot.height() * _WRITES_SHARE
        largest = self._writes[0].value
        for jump in self._writes:
            start, stop = document.segment_tokens(jump.segment)
            height = max(4.0, room * jump.value / max(1e-9, largest))
            x = self.x_of((start + stop) / 2)
            pin = QRectF(x - 1.5, plot.bottom() + 1 - height, 3, height)
            painter.fillRect(pin, QColor(look.slot_colour(jump.slot or 0)))

    def _draw(self, rows: int) -> QImage:
        look = theme.current()
        document = self._document
        assert document is not None  # noqa: S101 - shown before
        width = self.pixels_across()
        edges = pixel_edges(0, document.num_tokens, width)
        ground = np.uint32(QColor(look.window).rgb())
        pixels = np.full((max(2, rows), width), ground, np.uint32)
        write_rows = round(rows * _WRITES_SHARE) if self._writes else 0
        if self._loss is not None:
            loss_rows = rows - write_rows
            values = self._loss.pixels(edges)
            high = max(1e-6, float(values.max()))
            height = np.arange(loss_rows - 1, -1, -1, dtype=np.float32)[:, None] + 0.5
            mask = height < values * (loss_rows / high)
            pixels[:loss_rows][mask] = np.uint32(QColor(look.strong_border).rgb())
        return image_of(pixels)

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        look = theme.current()
        box = self.box()
        veil = QColor(look.window)
        veil.setAlpha(130)
        painter.fillRect(
            QRectF(plot.left(), plot.top(), box.left() - plot.left(), plot.height()), veil
        )
        painter.fillRect(
            QRectF(box.right(), plot.top(), plot.right() + 1 - box.right(), plot.height()), veil
        )
        if self.page is not None:
            line = QRectF(self.x_of(self.page[0]), plot.bottom() - 1, 0, 2)
            line.setRight(max(line.left() + 3, self.x_of(self.page[1])))
            painter.fillRect(line, QColor(look.muted_text))
        if self.segment is not None:
            middle = self.x_of(sum(self.segment) / 2)
            painter.fillRect(QRectF(middle - 1, plot.top(), 2, plot.height()), QColor(look.text))
        painter.setPen(QPen(QColor(look.accent), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        for x in (box.left(), box.right() - 2):
            painter.fillRect(QRectF(x, box.center().y() - 6, 3, 12), QColor(look.accent))

    # ------------------------------------------------------------------ mouse

    def _part_at(self, x: float) -> str:
        box = self.box()
        edge = min(_EDGE, box.width() / 3)
        if abs(x - box.left()) <= edge:
            return "start"
        if abs(x - box.right()) <= edge:
            return "stop"
        return "box" if box.left() < x < box.right() else ""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.visible.total:
            return
        x = event.position().x()
        self._held = self._part_at(x)
        token = self.token_place(x)
        if not self._held:
            self.visible.pan(token - self.visible.centre)
            self._held = "box"
        self._offset = {"start": self.visible.start, "stop": self.visible.stop}.get(
            self._held, self.visible.centre
        ) - token  # fmt: skip

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not self._held:
            part = self._part_at(x)
            self.setCursor(
                Qt.CursorShape.SizeHorCursor
                if part in {"start", "stop"}
                else Qt.CursorShape.OpenHandCursor
                if part
                else Qt.CursorShape.ArrowCursor
            )
            return
        token = self.token_place(x) + self._offset
        visible = self.visible
        if self._held == "start":
            visible.show(max(0.0, min(token, visible.stop - 8)), visible.stop)
        elif self._held == "stop":
            visible.show(visible.start, min(float(visible.total), max(token, visible.start + 8)))
        else:
            visible.pan(token - visible.centre)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            # Always the same sentence, as for any other widget.
            return super(Lane, self).event(event)
        return super().event(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, 34)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 34)
