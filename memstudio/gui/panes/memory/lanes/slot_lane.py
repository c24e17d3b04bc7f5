"""Lanes with a row a slot: what is common to quantities, what was written and what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.pixel_columns import about, at_most
from memstudio.gui.plots.colour_maps import DIVERGING
from memstudio.gui.plots.painting import coloured, image_of, paint_slot_hues, paint_slot_numbers
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.pixel_columns import Reduction
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange


class SlotLane(Lane):
    """Slots from the top, tokens from the left; the picture is made again when it changes.

    Signals:
        scale_changed: the colours stand for other values now.

    Attributes:
        colour_map: its name.
        low: the value of the darkest colour.
        high: the value of the brightest.
        is_clipped: whether some values lie above it.
        fits_visible: whether the colours span what is visible, not the whole document.
        reduced: how many tokens or segments a pixel stands for, in words; empty when for one.
        reduced_slots: how many slots a row of pixels stands for, likewise.
    """

    scale_changed = Signal()

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.document: TraceDocument | None = None
        self.colour_map = "viridis"
        self.low, self.high = 0.0, 1.0
        self.is_clipped = False
        self.fits_visible = False
        self.reduced = self.reduced_slots = ""
        self.marks = Marks()
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()
        self._version = 0
        # Of some dozens of squares, and of the few numbers over them, which change with the selection.
        self._hues, self._axis_picture = QPixmap(), QPixmap()
        self._hues_made_for: tuple[object, ...] = ()
        self._axis_made_for: tuple[object, ...] = ()

    # ------------------------------------------------------------------ for each kind of lane

    def pixel_values(self, width: int) -> NDArray[np.float32]:
        """`[width, m]`, what is visible now; NaN where nothing is known, which here is all."""
        return np.full((width, self.num_slots), np.nan, np.float32)

    def renew(self) -> None:
        """Make the picture again: other values are shown, or more are known."""
        self._version += 1
        self.update()

    def set_colour_map(self, name: str) -> None:
        """Use another colour map."""
        if name != self.colour_map:
            self.colour_map = name
            self.renew()

    def set_scale(self, low: float, high: float, *, is_clipped: bool, reduced: str) -> None:
        """Say what the colours stand for; a lane calls it while it makes its picture."""
        before = (self.low, self.high, self.is_clipped, self.reduced, self.reduced_slots)
        self.low, self.high, self.is_clipped, self.reduced = low, high, is_clipped, reduced
        self.reduced_slots = self._slots_in_words()
        if before != (low, high, is_clipped, reduced, self.reduced_slots):
            self.scale_changed.emit()

    def _slots_in_words(self) -> str:
        each = about(self.num_slots / self._pixels_down())
        if each == 1:
            return ""
        text = {
            "min": self.tr("a row of pixels is the smallest of about %1 slots"),
            "farthest": self.tr("a row of pixels is the farthest from zero of about %1 slots"),
        }.get(self.reduction, self.tr("a row of pixels is the largest of about %1 slots"))
        return text.replace("%1", count(each))

    @property
    def reduction(self) -> Reduction:
        """Which of several cells is shown where there is no room for all."""
        return "max"

    @property
    def shown_map(self) -> str:
        """The colour map in use, which for values that go both ways from zero is another."""
        return DIVERGING if self.reduction == "farthest" else self.colour_map

    def set_fits_visible(self, *, fits_visible: bool) -> None:
        """Let the colours span the values that are visible, or those of the whole document."""
        if fits_visible != self.fits_visible:
            self.fits_visible = fits_visible
            self.renew()

    def _fit_scale(self, values: NDArray[np.float32]) -> None:
        known = values[np.isfinite(values)]
        if not known.size:
            return
        lowest, highest = float(known.min()), float(known.max())
        if self.reduction == "farthest":
            highest = max(abs(lowest), abs(highest), 1e-9)
            lowest = -highest
        elif self.low == 0:
            lowest, highest = 0.0, highest or 1.0
        else:
            highest = max(highest, lowest + 1e-6)
        self.set_scale(lowest, highest, is_clipped=False, reduced=self.reduced)

    # ------------------------------------------------------------------ places

    def _pixels_down(self) -> int:
        """Device pixels that the picture is high."""
        return max(1, round(self.plot_rect().height() * self.devicePixelRatioF()))

    @property
    def num_slots(self) -> int:
        """Rows of the lane."""
        return 0 if self.document is None else self.document.num_slots

    @override
    def row_at(self, y: float) -> int:
        plot, count = self.plot_rect(), self.num_slots
        if not count or not plot.height():
            return -1
        return min(count - 1, max(0, int((y - plot.top()) * count / plot.height())))

    def row_rect(self, slot: int) -> QRectF:
        """Where the row of a slot is."""
        plot = self.plot_rect()
        height = plot.height() / max(1, self.num_slots)
        return QRectF(plot.left(), plot.top() + slot * height, plot.width(), height)

    # ------------------------------------------------------------------ painting

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        if self.document is None or not self.num_slots:
            return
        width = self.pixels_across()
        rows = self._pixels_down()
        key = (
            self.visible.start, self.visible.stop, width, rows, self._version, self.colour_map,
            theme.current().name,
        )  # fmt: skip
        if key != self._made_for or self._picture is None:
            self._made_for = key
            values = self.pixel_values(width)
            if self.fits_visible:
                self._fit_scale(values)
            values = at_most(values.T, rows, self.reduction)
            self._picture = image_of(coloured(values, self.low, self.high, self.shown_map))
        painter.drawImage(QRectF(plot), self._picture)
        painter.drawPixmap(0, plot.top(), self._axis(plot))

    def _axis(self, plot: QRect) -> QPixmap:
        """The numbers of the slots, drawn again only when they change."""
        ratio = self.devicePixelRatioF()
        size = QSize(plot.left(), plot.height())
        area = QRect(QPoint(), size)
        key = (plot.height(), ratio, self.num_slots, theme.current().name)
        if key != self._hues_made_for:
            self._hues_made_for, self._axis_made_for = key, ()
            self._hues = QPixmap(size * ratio)
            self._hues.setDevicePixelRatio(ratio)
            self._hues.fill(QColor(theme.current().surface))
            painter = QPainter(self._hues)
            paint_slot_hues(painter, area, self.num_slots)
            painter.end()
        if (self.marks.slot, self.font().key()) != self._axis_made_for:
            self._axis_made_for = (self.marks.slot, self.font().key())
            self._axis_picture = self._hues.copy()
            painter = QPainter(self._axis_picture)
            painter.setFont(self.font())
            paint_slot_numbers(painter, area, self.num_slots, self.marks.slot)
            painter.end()
        return self._axis_picture

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for slot, colour, width in (
            (self.marks.hovered_slot, look.faint_text, 1),
            (self.marks.slot, look.accent, 2),
        ):
            if slot is not None and slot < self.num_slots:
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(self.row_rect(slot).adjusted(-2, 0, 2, 0))
        self.marks.paint_changes(painter, plot, self.x_of, self.row_rect)
