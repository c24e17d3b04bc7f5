"""What the model remembers of a session: its slots in words, and the turns that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.text_table import TextTable
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.visible_word import visible_word

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.remembered import Remembered, RememberedSlot

_WIDTH, _HEIGHT, _LOW = 720, 520, 240
_LONGEST = 600


class RememberedDialog(Dialog):
    """A table of slots; it stands beside the window and holds nothing up.

    Signals:
        forget_requested: something of it is to be forgotten.

    Args:
        found: what is remembered; None without a memory.
        parent: as of any widget.
    """

    forget_requested = Signal()

    def __init__(self, found: Remembered | None, parent: QWidget | None = None) -> None:
        text = self.tr(
            "The words nearest to what sets each slot apart, and the turns that changed it most, "
            "as measured while they were read. That a turn changed a slot does not say that the "
            "slot still holds it: forgetting something measures that."
        )
        super().__init__(self.tr("What the model remembers"), text, parent)
        self.resize(_WIDTH, _HEIGHT if found is not None and found.slots else _LOW)
        heads = [
            (self.tr("Slot"), ""),
            (self.tr("Words"), ""),
            (
                self.tr("Changed most by"),
                self.tr(
                    "By how much, as a share of its length; 100% and more is a slot that is wholly another"
                ),
            ),
        ]
        self.table = TextTable(heads, (0,), (1, 2), self)
        self.table.setObjectName("rememberedSlots")
        self.table.setAccessibleName(self.tr("Slots of the memory"))
        slots = found.slots if found is not None else ()
        self.table.show_rows([self._cells(each) for each in slots])
        self.table.setVisible(bool(slots))
        self.notes = QLabel(self._notes(found), self)
        self.notes.setObjectName("rememberedNotes")
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes.setWordWrap(True)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.notes)
        if not slots:
            self.body.addStretch(1)
        self.forget = self.add_button(self.tr("Forget something…"), self.accept, "forgetSomething")
        self.forget.setIcon(icon("eraser"))
        self.forget.setAutoDefault(False)
        self.forget.setEnabled(found is not None)
        self.forget.clicked.connect(self.forget_requested)
        self.close_button = self.add_button(self.tr("Close"), self.accept)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _cells(self, each: RememberedSlot) -> list[str]:
        words = "  ".join(visible_word(word) for word in each.contents.words)
        turns = ", ".join(
            self.tr("turn {number} ({change})").format(
                number=writer.number, change=numbers.percent(writer.change)
            )
            for writer in each.writers
        )
        return [str(each.slot), words, turns]

    def _notes(self, found: Remembered | None) -> str:
        if found is None:
            return self.tr("This model has no memory: it sees the last part of the session that fits its window.")  # fmt: skip
        lines = []
        if found.waiting.strip():
            # On one line: the empty lines between turns would leave no room for the slots.
            words = " ".join(found.waiting.split())
            words = words if len(words) <= _LONGEST else f"…{words[-_LONGEST:]}"
            lines.append(self.tr("Remembered word for word, until it is written: {words}").format(words=words))  # fmt: skip
        if found.num_before:
            lines.append(self.tr("%n turn(s) of this session are no longer in the memory.", "", found.num_before))  # fmt: skip
        if found.has_start:
            lines.append(self.tr("The session began with a memory that was loaded; what it holds comes from no turn."))  # fmt: skip
        if not lines and not found.slots:
            lines.append(self.tr("Nothing was read into the memory yet."))
        return "\n".join(lines)
