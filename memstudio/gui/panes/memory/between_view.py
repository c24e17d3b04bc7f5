"""Memory to memory: what the slots took from each other when a segment was written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.pixel_columns import at_most
from memstudio.gui.plots.colour_legend import ColourLegend
from memstudio.gui.plots.painting import coloured, image_of, paint_slot_axis
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.number_format import count, percent
from memstudio.gui.widgets.sides import LEFT
from memstudio.look.scales import upper_level

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_weights import WeightChoice

_GUTTER = 40
_TOP = 24
_HUES = 5
"""Pixels of the hues above the columns."""
_GAP = 6
_NUMBERS = 14
_ROOM_FOR_NUMBERS = 120
"""Pixels of height from which columns are numbered, where they are wide enough."""


class _Matrix(QWidget):
    """Old slots left, new ones right; rows are the slots that were written.

    Signals:
        cell_picked(row, column): of the two halves together; clicked, or the row reached with the
            arrow keys, and then where it took most.
        row_hovered(row): -1 for none.
    """

    cell_picked = Signal(int, int)
    row_hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.values: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.slot: int | None = None
        self.colour_map = "viridis"
        self.high = 1.0
        self._pictures: list[QImage] = []
        self._made_for: tuple[object, ...] = ()
        self.setMouseTracking(True)
        self.setObjectName("between")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Attention from slots to slots"))

    def show_values(self, values: NDArray[np.float32], colour_map: str) -> None:
        """Show `[m, 2m]`."""
        self.values, self.colour_map = values, colour_map
        self.high = upper_level(values)
        self._pictures = []
        self.mark(self.slot)

    def mark(self, slot: int | None) -> None:
        """Mark a row, and say where it took most of its attention; of all rows without one."""
        self.slot = slot
        slots = len(self.values)
        text = ""
        if slots:
            most = int(self.values.max(axis=1).argmax())
            row = slot if slot is not None and slot < slots else most
            text = self.tooltip(row, int(self.values[row].argmax()))
        self.setAccessibleDescription(text)
        self.update()

    def _halves(self) -> tuple[QRect, QRect]:
        below = 4 if self.height() < _ROOM_FOR_NUMBERS else 4 + _NUMBERS
        area = self.rect().adjusted(_GUTTER, _TOP, -10, -below)
        width = (area.width() - _GAP) // 2
        left = QRect(area.left(), area.top(), width, area.height())
        return left, left.translated(width + _GAP, 0)

    def cell_at(self, position: QPoint) -> tuple[int, int] | None:
        """Row and column under a point."""
        slots = len(self.values)
        for half, area in enumerate(self._halves()):
            if slots and area.contains(position):
                row = int((position.y() - area.top()) * slots / area.height())
                column = int((position.x() - area.left()) * slots / area.width())
                return min(row, slots - 1), half * slots + min(column, slots - 1)
        return None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme.current()
        painter.fillRect(self.rect(), QColor(look.surface))
        slots = len(self.values)
        if not slots:
            return
        halves = self._halves()
        ratio = self.devicePixelRatioF()
        wide, high = (max(1, int(size * ratio)) for size in halves[0].size().toTuple())
        if not self._pictures or self._made_for != (look.name, wide, high):
            self._made_for = (look.name, wide, high)
            parts = [at_most(at_most(part, high).T, wide).T for part in np.split(self.values, 2, 1)]
            self._pictures = [
                image_of(coloured(part, 0, self.high, self.colour_map)) for part in parts
            ]
        font = QFont(self.font())
        font.setPixelSize(11)
        for half, (area, title) in enumerate(
            zip(
                halves, (self.tr("slots as they were"), self.tr("slots being written")), strict=True
            )
        ):
            painter.drawImage(QRectF(area), self._pictures[half])
            painter.setFont(font)
            painter.setPen(QColor(look.muted_text))
            shown = painter.fontMetrics().elidedText(
                title, Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(
                QRect(area.left(), 0, area.width(), _TOP - _HUES),
                LEFT,
                shown,
            )
            self._paint_columns(painter, area)
        axis = QRect(0, halves[0].top(), _GUTTER, halves[0].height())
        paint_slot_axis(painter, axis, slots, self.slot)
        if self.slot is not None and self.slot < slots:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), 2))
            height = halves[0].height() / slots
            for area in halves:
                painter.drawRect(
                    QRectF(area.left(), area.top() + self.slot * height, area.width(), height)
                )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(look.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_columns(self, painter: QPainter, area: QRect) -> None:
        """Which slot a column is: its hue above, its number below."""
        slots, look = len(self.values), theme.current()
        width = area.width() / slots
        widest = painter.fontMetrics().horizontalAdvance(str(slots - 1)) + 4
        every = max(1, math.ceil(widest / max(1.0, width)))
        for slot in range(slots):
            left = area.left() + slot * width
            hue = QRectF(left + 0.5, area.top() - _HUES, max(1.0, width - 1), _HUES - 1)
            painter.fillRect(hue, QColor(look.slot_colour(slot)))
            if slot % every == 0 and self.height() >= _ROOM_FOR_NUMBERS:
                place = QRectF(left, area.bottom() + 2, max(width, widest), _NUMBERS)
                painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, str(slot))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        self.row_hovered.emit(-1 if cell is None else cell[0])

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_picked.emit(*cell)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        slots = len(self.values)
        if step is None or not slots:
            super().keyPressEvent(event)
            return
        row = 0 if self.slot is None else min(max(0, self.slot + step), slots - 1)
        self.cell_picked.emit(row, int(np.argmax(self.values[row])))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.row_hovered.emit(-1)
        super().leaveEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            text = "" if cell is None else self.tooltip(*cell)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def tooltip(self, row: int, column: int) -> str:
        """The number of a cell, in words."""
        slots = len(self.values)
        text = self.tr("slot %1 took %2 of its attention from slot %3 as it was")
        if column >= slots:
            text = self.tr("slot %1 took %2 of its attention from slot %3 being written")
        share = percent(float(self.values[row, column]), 2)
        return numbered(text, row, share, column % slots)

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, 220)


class BetweenView(QWidget):
    """The matrix of the current segment with its sentence and its legend.

    Attributes:
        whose: of which layers and heads the weights are, in words.

    Signals:
        slot_picked: a slot's index.
        slot_hovered: a slot's index, -1 for none.
    """

    slot_picked = Signal(int)
    slot_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whose = ""
        self.matrix = _Matrix()
        self.legend = ColourLegend()
        self.sentence = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.sentence.setProperty("role", "caption")
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(self.sentence, 1)
        head.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.matrix, 1)
        self.matrix.cell_picked.connect(self._on_matrix_cell_picked)
        self.matrix.row_hovered.connect(self.slot_hovered)

    def show_segment(
        self,
        document: TraceDocument,
        segment: int,
        choice: WeightChoice,
        colours: str,
    ) -> None:
        """Show what passed between the slots when a segment was written."""
        text = self.tr("Segment %1: writing attention of each slot (row) to slots, %2")
        self.sentence.setText(numbered(text, count(segment), self.whose))
        values = document.between(segment, choice)
        self.matrix.show_values(values, colours)
        self.legend.setVisible(values.size > 0)
        self.legend.show_scale(colours, self.matrix.high * 100, "%")

    def mark(self, slot: int | None) -> None:
        """Mark the selected slot."""
        self.matrix.mark(slot)

    def _on_matrix_cell_picked(self, row: int, _column: int) -> None:
        self.slot_picked.emit(row)
