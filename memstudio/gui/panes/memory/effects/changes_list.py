"""The changes that are made to the memory, each of which can be switched off or taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from memstudio.gui.panes.memory.effects.words import in_words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from memstudio.gui.effects import Effects

_ROW = 28
_MOST_ROWS = 4


class ChangesList(QListWidget):
    """A row a change, with a box that switches it; Delete takes the chosen one out.

    Signals:
        place_picked: slot (-1 for none or several) and segment of a change that was chosen.
    """

    place_picked = Signal(int, int)

    def __init__(self, effects: Effects, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effects = effects
        self.setObjectName("changes")
        self.setAccessibleName(self.tr("Changes to the memory"))
        # Never cut: two changes may differ in their segment alone.
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(self.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self._on_item_changed)
        self.itemClicked.connect(self._on_item_clicked)
        self.itemActivated.connect(self._on_item_clicked)
        effects.changes_changed.connect(self._on_effects_changes_changed)
        self._on_effects_changes_changed()

    @Slot()
    def _on_effects_changes_changed(self) -> None:
        changes = self._effects.changes
        self.blockSignals(True)
        # In place, because a box that was just clicked must outlive its own click.
        while self.count() > len(changes):
            self.takeItem(self.count() - 1)
        while self.count() < len(changes):
            item = QListWidgetItem()
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self.addItem(item)
        for row, change in enumerate(changes):
            text = in_words(change.intervention)
            item = self.item(row)
            item.setText(text)
            item.setToolTip(text)
            on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
            item.setCheckState(on if change.is_on else off)
        self.blockSignals(False)
        self._fit()
        self.setVisible(bool(self.count()))

    def _fit(self) -> None:
        """Be as high as the rows, of which some may take two lines, up to a limit."""
        rows = sum(self.visualItemRect(self.item(row)).height() for row in range(self.count()))
        self.setFixedHeight(min(max(_ROW, rows), _MOST_ROWS * _ROW) + 4)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def remove_chosen(self) -> None:
        """Take the chosen change out."""
        if self.currentRow() >= 0:
            self._effects.remove(self.currentRow())

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() is Qt.CheckState.Checked
        self._effects.switch(self.row(item), is_on=is_on)

    @Slot(QListWidgetItem)
    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        changes = self._effects.changes
        if self.row(item) < len(changes):
            intervention = changes[self.row(item)].intervention
            slots = intervention.slots
            segment = max(0, intervention.segment - 1)
            self.place_picked.emit(slots[0] if len(slots) == 1 else -1, segment)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_chosen()
        else:
            super().keyPressEvent(event)
