"""Getting a text to be read: pasted."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget


class PasteDialog(QDialog):
    """A box to paste a text into.

    Signals:
        text_given: the text, when the user accepts.
    """

    text_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Paste a text"))
        self.resize(640, 420)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("edit")
        self.edit.setAccessibleName(self.tr("Text to read"))
        self.edit.setPlaceholderText(self.tr("Paste or type the text that the model should read."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.read = buttons.addButton(self.tr("Read"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.read.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.accepted.connect(self._on_self_accepted)
        layout = QVBoxLayout(self)
        layout.addWidget(self.edit, 1)
        layout.addWidget(buttons)

    @Slot()
    def _on_edit_text_changed(self) -> None:
        self.read.setEnabled(bool(self.edit.toPlainText().strip()))

    @Slot()
    def _on_self_accepted(self) -> None:
        self.text_given.emit(self.edit.toPlainText())
