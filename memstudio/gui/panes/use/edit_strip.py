"""A line above the box to write in, while a turn is edited: which, and what becomes of the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import in_a_row


class EditStrip(QFrame):
    """Says that a turn is being edited, and what becomes of those that follow.

    Signals:
        cancelled: nothing is to be edited after all.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editStrip")
        self.setProperty("role", "banner")
        sizes = current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_s, sizes.space_s)
        row.setSpacing(sizes.space_s)
        self.text = QLabel()
        self.text.setObjectName("editText")
        self.text.setWordWrap(True)
        self.keeps = QCheckBox(self.tr("Keep it as it was as another session"))
        self.keeps.setObjectName("keepBranch")
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancelEdit")
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.text, 1)
        row.addWidget(self.keeps)
        row.addWidget(self.cancel)
        self.hide()

    def show_for(self, number: int, num_after: int, *, is_answer: bool) -> None:
        """Say which turn is edited, and how many follow it."""
        text = self.tr("Editing what you said in turn %1.")
        if is_answer:
            text = self.tr("Editing what was written in turn %1. The model goes on from your text.")
        text = text.replace("%1", str(number))
        if num_after:
            after = self.tr("%n turn(s) after it will be dropped.", "", num_after)
            text = in_a_row(text, after)
        self.text.setText(text)
        self.keeps.setVisible(num_after > 0)
        self.keeps.setChecked(num_after > 0)
        self.show()

    @property
    def keeps_branch(self) -> bool:
        """Whether what follows is to be kept."""
        return not self.keeps.isHidden() and self.keeps.isChecked()
