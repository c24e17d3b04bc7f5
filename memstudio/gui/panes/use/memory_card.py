"""The memory that the conversation carries: how much was written, and what each slot holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.card import Card

if TYPE_CHECKING:
    from memstudio.tasks.memory_snapshot import MemorySnapshot

_ROW = 44


class SlotRows(QWidget):
    """A row a slot: its hue and number, its nearest words, and how much it changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: MemorySnapshot | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().theme_changed.connect(self.update)

    def show_snapshot(self, snapshot: MemorySnapshot | None) -> None:
        """Show the slots of a memory."""
        self._snapshot = snapshot
        lines = []
        if snapshot is not None:
            for index, slot in enumerate(snapshot.slots):
                words = ", ".join(word.strip() for word in slot.words)
                lines.append(f"{self.tr('slot')} {index}: {words}")
        self.setAccessibleDescription("\n".join(lines))
        self.setToolTip("\n".join(lines))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, _ROW * (len(self._snapshot.slots) if self._snapshot else 0))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._snapshot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        metrics = QFontMetricsF(self.font())
        change = self._snapshot.change
        highest = float(change.max()) if change is not None and change.size else 0.0
        for index, slot in enumerate(self._snapshot.slots):
            top = index * _ROW
            hue = QColor(look.slot_colour(index))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hue)
            painter.drawRoundedRect(QRectF(0, top + 6, 10, 10), 2, 2)
            painter.setPen(QColor(look.muted_text))
            painter.drawText(QRectF(18, top, 30, 22), Qt.AlignmentFlag.AlignVCenter, str(index))
            painter.setPen(QColor(look.text))
            words = "  ".join(word.strip() or "␣" for word in slot.words)
            area = QRectF(44, top, self.width() - 44, 22)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
            track = QRectF(44, top + 26, self.width() - 44, 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.sunken))
            painter.drawRoundedRect(track, 2, 2)
            if change is not None and highest > 0:
                painter.setBrush(hue)
                track.setWidth(track.width() * float(change[index]) / highest)
                painter.drawRoundedRect(track, 2, 2)


class MemoryCard(Card):
    """Beside the conversation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Memory"))
        self.reset = QPushButton(self.tr("Forget all"))
        self.reset.setObjectName("resetMemory")
        self.reset.setToolTip(self.tr("Empty the memory and begin anew"))
        self.header.addWidget(self.reset)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.pending = QProgressBar()
        self.pending.setTextVisible(False)
        self.pending.setAccessibleName(self.tr("Tokens until the next write"))
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.rows = SlotRows()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        holder.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(holder)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        column.addStretch(1)
        for widget in (self.summary, self.pending, self.note):
            self.body.addWidget(widget)
        self.body.addWidget(area, 1)
        self.show_memory(None, has_model=False)

    def show_memory(self, snapshot: MemorySnapshot | None, *, has_model: bool) -> None:
        """Show a memory, or why there is none to show."""
        self.rows.show_snapshot(snapshot)
        self.pending.setVisible(snapshot is not None)
        self.reset.setEnabled(has_model)
        if snapshot is None:
            text = self.tr("No model is open.")
            if has_model:
                text = self.tr("This model has no memory: it sees the last part of the "
                               "conversation, and nothing before.")  # fmt: skip
            self.summary.setText(text)
            self.note.hide()
            return
        text = self.tr("%1 segments written.")
        if snapshot.num_segments == 1:
            text = self.tr("1 segment written.")
        self.summary.setText(text.replace("%1", f"{snapshot.num_segments:,}"))
        self.pending.setRange(0, snapshot.segment_length)
        self.pending.setValue(snapshot.num_pending)
        text = self.tr("%1 of %2 tokens until the next write. Words set a slot apart from the "
                       "others; bars show how much the last write changed it.")  # fmt: skip
        text = text.replace("%1", str(snapshot.num_pending))
        self.note.setText(text.replace("%2", str(snapshot.segment_length)))
        self.note.show()
