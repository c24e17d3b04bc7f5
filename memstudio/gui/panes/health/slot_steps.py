"""Slots over the steps of a training: a row for each slot, a column for each probe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui import health_words as words
from memstudio.gui.pixel_columns import at_most
from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.gui.plots.painting import paint_slot_axis
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.visible_word import visible_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from memstudio.trace.probe_summary import ProbeSummary

_LEFT, _BOTTOM, _TOP = 44, 20, 2
_COLOURS = "viridis"
_MISSING = 40
_ROW = 14


class SlotSteps(QWidget):
    """A picture of one quantity; a click chooses a slot and a step.

    Signals:
        cell_chosen(step, slot): clicked, or reached with the arrow keys.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slotSteps")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._summaries: list[ProbeSummary] = []
        self._quantity = "usage"
        self._slot: int | None = None
        self._step: int | None = None
        self._drawn: tuple[tuple[int, int], QImage] | None = None
        self.values: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.high = 1.0
        theme.notifier().theme_changed.connect(self.update)

    def show_summaries(self, summaries: Mapping[int, ProbeSummary], quantity: str) -> None:
        """Show a quantity of `SLOT_QUANTITIES` at every step; `values` is `[slots, steps]` then."""
        self._summaries = [
            summaries[step] for step in sorted(summaries) if quantity in summaries[step].slots
        ]
        self._quantity = quantity
        columns = [each.slots[quantity] for each in self._summaries]
        slots = max(map(len, columns), default=0)
        self.values = np.full((slots, len(columns)), np.nan, np.float32)
        for place, column in enumerate(columns):
            self.values[: len(column), place] = column
        finite = self.values[np.isfinite(self.values)]
        self.high = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
        self._drawn = None
        title = words.quantity_title(quantity)
        self.setAccessibleName(self.tr("%1 of slots over steps").replace("%1", title))
        self._speak()
        self.updateGeometry()
        self.update()

    def mark(self, step: int | None, slot: int | None) -> None:
        """Mark what is selected."""
        if (step, slot) != (self._step, self._slot):
            self._step, self._slot = step, slot
            self._speak()
            self.update()

    def _speak(self) -> None:
        """Say where the largest value is, and what the marked cell is."""
        said = []
        if np.isfinite(self.values).any():
            slot, column = divmod(int(np.nanargmax(self.values)), self.values.shape[1])
            said.append(self.tr("largest: %1").replace("%1", self.tip_of(column, slot)))
            marked = self._slot
            if marked is not None and marked < len(self.values) and self._step in self.steps:
                said.append(self.tip_of(self.steps.index(self._step), marked))
        self.setAccessibleDescription("\n".join(said))

    @property
    def steps(self) -> list[int]:
        """Of the columns."""
        return [each.step for each in self._summaries]

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, max(160, _ROW * len(self.values) + _BOTTOM + _TOP))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    # ------------------------------------------------------------------ drawing

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -2, -_BOTTOM)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.values.size:
            return
        look, area, painter = theme.current(), self._area, QPainter(self)
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.drawImage(area, self._image(area))
        slots, columns = self.values.shape
        gutter = QRectF(0, area.top(), area.left(), area.height()).toRect()
        paint_slot_axis(painter, gutter, slots, self._slot)
        self._draw_steps(painter)
        width, height = area.width() / columns, area.height() / slots
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._step in self.steps:
            left = area.left() + self.steps.index(self._step) * width
            painter.setPen(QPen(QColor(look.text), 1))
            painter.drawRect(QRectF(left, area.top(), width, area.height()))
        if self._slot is not None and self._slot < slots:
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(QRectF(area.left(), area.top() + self._slot * height, area.width(), height))  # fmt: skip

    def _image(self, area: QRectF) -> QImage:
        """The picture; of more slots or steps than pixels the largest values."""
        ratio = self.devicePixelRatioF()
        width, height = size = max(1, int(area.width() * ratio)), max(1, int(area.height() * ratio))
        if self._drawn is None or self._drawn[0] != size:
            values = at_most(at_most(self.values, height).T, width).T
            shares = np.clip(np.nan_to_num(values) / self.high, 0, 1)
            pixels = lookup_table(_COLOURS)[(255 * shares).round().astype(int)].copy()
            pixels[~np.isfinite(values)] = (128, 128, 128, _MISSING)
            pixels = np.ascontiguousarray(pixels)
            height, width = values.shape
            form = QImage.Format.Format_RGBA8888
            self._drawn = size, QImage(pixels.data, width, height, 4 * width, form).copy()
        return self._drawn[1]

    def _draw_steps(self, painter: QPainter) -> None:
        look, area, steps = theme.current(), self._area, self.steps
        width = area.width() / len(steps)
        room = painter.fontMetrics().horizontalAdvance(count(steps[-1])) + 14
        every = max(1, int(-(-room // width)))
        painter.setPen(QColor(look.muted_text))
        name = QRectF(0, area.bottom() + 3, area.left() - 8, _BOTTOM - 4)
        painter.drawText(
            name, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self.tr("step")
        )
        for place in range(0, len(steps), every):
            centre = area.left() + (place + 0.5) * width
            below = QRectF(centre - room / 2, area.bottom() + 3, room, _BOTTOM - 4)
            flag = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(below, flag, count(steps[place]))

    # ------------------------------------------------------------------ gestures

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        """Column and slot."""
        slots, columns = self.values.shape
        area = self._area
        if not self.values.size or not area.contains(at):
            return None
        column = int((at.x() - area.left()) / area.width() * columns)
        slot = int((at.y() - area.top()) / area.height() * slots)
        return min(column, columns - 1), min(slot, slots - 1)

    def tip_of(self, column: int, slot: int) -> str:
        """What is said of a cell."""
        summary, value = self._summaries[column], float(self.values[slot, column])
        place = self.tr("slot %1").replace("%1", str(slot))
        lines = [
            f"{words.step_text(summary.step)} · {place}",
            f"{words.quantity_title(self._quantity)} {words.quantity_text(self._quantity, value)}",
        ]
        if slot < len(summary.words) and summary.words[slot]:
            apart = ", ".join(map(visible_word, summary.words[slot]))
            lines.append(self.tr("set apart by: %1").replace("%1", apart))
        return "\n".join(lines)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_chosen.emit(self.steps[cell[0]], cell[1])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self.values.size:
            super().keyPressEvent(event)
            return
        slots, columns = self.values.shape
        at = self.steps.index(self._step) if self._step in self.steps else columns - 1
        column = min(max(0, at + move[0]), columns - 1)
        slot = min(max(0, (self._slot or 0) + move[1]), slots - 1)
        self.cell_chosen.emit(self.steps[column], slot)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            cell = self._cell(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if cell is None else self.tip_of(*cell), self)
            return True
        return super().event(event)
