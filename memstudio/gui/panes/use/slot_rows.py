"""A row a slot: its hue and number, its nearest words, and how much it was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.visible_word import visible_word

if TYPE_CHECKING:
    from memstudio.tasks.memory_snapshot import MemorySnapshot

_ROW = 44
_WORDS = 48.0
_EDGE = 8.0


class SlotRows(QWidget):
    """The slots of a memory, under each other.

    Signals:
        slot_chosen: index of the slot that was clicked, or reached with the arrow keys.
    """

    slot_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: MemorySnapshot | None = None
        self._selected: int | None = None
        self.setObjectName("slots")
        self.setAccessibleName(self.tr("Slots of the memory"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().theme_changed.connect(self.update)

    @property
    def num_slots(self) -> int:
        """How many there are."""
        return len(self._snapshot.slots) if self._snapshot is not None else 0

    def show_snapshot(self, snapshot: MemorySnapshot | None) -> None:
        """Show the slots of a memory."""
        self._snapshot = snapshot
        texts = [self.description(index) for index in range(self.num_slots)]
        self.setAccessibleDescription("\n".join(texts))
        self.updateGeometry()
        self.update()

    def set_selected(self, slot: int | None) -> None:
        """Mark one slot."""
        if slot != self._selected:
            self._selected = slot
            self.update()

    def description(self, index: int) -> str:
        """A slot in words and numbers."""
        if self._snapshot is None:
            return ""
        slot = self._snapshot.slots[index]
        words = ", ".join(
            f"{visible_word(word)} {numbers.decimal(score, 1)}"
            for word, score in zip(slot.words, slot.scores, strict=True)
        )
        if self._is_empty(index):
            words = self.tr("empty")
        title = self.tr("Slot %1").replace("%1", str(index))
        parts = [with_colon(title, words) if words else title]
        change = self._snapshot.change
        if change is not None:
            text = self.tr("changed by %1 in the last turn that wrote")
            parts.append(text.replace("%1", numbers.percent(float(change[index]), 1)))
        norm = numbers.decimal(float(self._snapshot.norms[index]), 2)
        parts.append(self.tr("length %1").replace("%1", norm))
        return " · ".join(parts)

    def _is_empty(self, index: int) -> bool:
        return self._snapshot is not None and not self._snapshot.norms[index]

    # ------------------------------------------------------------------ drawing

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._snapshot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        change = self._snapshot.change
        highest = float(change.max()) if change is not None and change.size else 0.0
        first = max(0, event.rect().top() // _ROW)
        last = min(self.num_slots, event.rect().bottom() // _ROW + 1)
        for index in range(first, last):
            share = float(change[index]) / highest if change is not None and highest > 0 else 0.0
            self._paint_row(painter, index, share)

    def _paint_row(self, painter: QPainter, index: int, share: float) -> None:
        assert self._snapshot is not None  # noqa: S101 - only called with one
        look = theme.current()
        top, width = float(index * _ROW), float(self.width())
        painter.setPen(Qt.PenStyle.NoPen)
        if index == self._selected:
            painter.setBrush(QColor(look.selection))
            painter.drawRoundedRect(QRectF(0, top + 1, width, _ROW - 2), 6, 6)
        hue = QColor(look.slot_colour(index))
        painter.setBrush(hue)
        painter.drawRoundedRect(QRectF(_EDGE, top + 10, 10, 10), 2, 2)
        painter.setPen(QColor(look.muted_text))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_EDGE + 16, top + 4, 30, 22), middle, str(index))
        area = QRectF(_WORDS, top + 4, width - _WORDS - _EDGE, 22)
        words = "   ".join(visible_word(word) for word in self._snapshot.slots[index].words)
        is_empty = self._is_empty(index)
        if is_empty:
            words = self.tr("empty")
        painter.setPen(QColor(look.muted_text if is_empty else look.text))
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, middle, shown)
        track = QRectF(_WORDS, top + 30, area.width(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.sunken))
        painter.drawRoundedRect(track, 2, 2)
        if share > 0:
            painter.setBrush(hue)
            track.setWidth(max(4.0, track.width() * share))
            painter.drawRoundedRect(track, 2, 2)
        if self.hasFocus() and index == self._selected:
            painter.setPen(QColor(look.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, top + 1.5, width - 1, _ROW - 3), 6, 6)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, _ROW * self.num_slots)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, _ROW * self.num_slots)

    # ------------------------------------------------------------------ gestures

    def _slot_at(self, position: QPointF) -> int | None:
        index = int(position.y() // _ROW)
        return index if 0 <= index < self.num_slots else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._slot_at(event.position())
        if index is not None:
            self.slot_chosen.emit(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        now, last = -1 if self._selected is None else self._selected, self.num_slots - 1
        wanted = {
            Qt.Key.Key_Up: now - 1,
            Qt.Key.Key_Down: now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if wanted is None or last < 0:
            super().keyPressEvent(event)
            return
        self.slot_chosen.emit(min(max(0, wanted), last))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._slot_at(QPointF(event.pos()))
            if index is not None:
                QToolTip.showText(event.globalPos(), self.description(index), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
