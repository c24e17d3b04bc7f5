"""The memory that the conversation carries: how much was written, and what each slot holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.use.slot_rows import SlotRows
from memstudio.gui.translation import in_a_row, numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.tasks.memory_snapshot import MemorySnapshot


class MemoryCard(Card):
    """Beside the conversation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Memory"))
        self.reset = QPushButton(icon("eraser"), self.tr("Forget everything"))
        self.reset.setObjectName("resetMemory")
        self.reset.setToolTip(self.tr("Empties the memory, at once"))
        self.header.addWidget(self.reset)
        self.summary = QLabel()
        self.summary.setObjectName("summary")
        self.summary.setWordWrap(True)
        self.pending = QProgressBar()
        self.pending.setObjectName("pending")
        self.pending.setTextVisible(False)
        self.pending.setAccessibleName(self.tr("Tokens that wait for the next write"))
        self.waiting = QLabel()
        self.waiting.setObjectName("waiting")
        self.waiting.setProperty("role", "caption")
        self.waiting.setWordWrap(True)
        self.rows = SlotRows()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusProxy(self.rows)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        column.addStretch(1)
        self._area.setWidget(page)
        self.note = QLabel()
        self.note.setObjectName("note")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.keep = QPushButton(icon("save"), self.tr("Keep…"))
        self.keep.setObjectName("keepMemory")
        self.keep.setToolTip(self.tr("Keep this memory under a name, to go on from later"))
        self.states = QPushButton(icon("memory"), self.tr("Memory states…"))
        self.states.setObjectName("memoryStates")
        self.states.setToolTip(
            self.tr("Memories that were kept: load, fork, compare, share or delete them")
        )
        for widget in (self.summary, self.pending, self.waiting):
            self.body.addWidget(widget)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.note)
        self.add_row(self.keep, self.states)
        self.show_memory(None, has_model=False)

    def add_row(self, *buttons: QPushButton) -> None:
        """Add buttons beneath all others, side by side where they fit."""
        self.body.addWidget(ButtonRows(buttons))

    def show_memory(self, snapshot: MemorySnapshot | None, *, has_model: bool) -> None:
        """Show a memory, or why there is none to show."""
        self.rows.show_snapshot(snapshot)
        for widget in (self.pending, self.waiting, self.note):
            widget.setVisible(snapshot is not None)
        if snapshot is None:
            text = self.tr("No model is open.")
            if has_model:
                text = self.tr("This model has no memory: it sees the last part of the "
                               "conversation that fits its window, and nothing before.")  # fmt: skip
            self.summary.setText(text)
            return
        text = self.tr("%1 segments written")
        if snapshot.num_segments == 1:
            text = self.tr("1 segment written")
        if snapshot.num_segments == 0:
            text = self.tr("Nothing written yet")
        self.summary.setText(text.replace("%1", numbers.count(snapshot.num_segments)))
        self.pending.setRange(0, snapshot.segment_length)
        self.pending.setValue(snapshot.num_pending)
        text = self.tr("%1 of %2 tokens wait for the next write")
        counts = (snapshot.num_pending, snapshot.segment_length)
        self.waiting.setText(numbered(text, *map(numbers.count, counts)))
        self.note.setText(self._meaning(snapshot))

    def _meaning(self, snapshot: MemorySnapshot) -> str:
        if not snapshot.slots:
            return self.tr("This kind of memory has no slots to look at.")
        if snapshot.num_segments == 0:
            return self.tr("These are the slots as the model begins with them.")
        text = self.tr("The words nearest to what sets each slot apart from the others.")
        if snapshot.change is None:
            return text
        bars = self.tr("Bars: how much the last turn that wrote changed it, next to the slot that changed most.")  # fmt: skip
        return in_a_row(text, bars)

    def show_selected(self, slot: int | None) -> None:
        """Mark one slot, and bring it into sight."""
        self.rows.set_selected(slot)
        if slot is not None and slot < self.rows.num_slots:
            height = self.rows.sizeHint().height() // self.rows.num_slots
            self._area.ensureVisible(0, slot * height + height // 2, 0, height)
