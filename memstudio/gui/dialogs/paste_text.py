"""Getting a text to be read: pasted."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from memstudio.gui.dialogs.dialog import Dialog


class PasteDialog(Dialog):
    """A box to paste a text into.

    Signals:
        text_given: the text, when the user accepts.
    """

    text_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Paste a text"), parent=parent)
        self.resize(640, 420)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("edit")
        # With the keyboard alone there is no other way to the buttons; pasted tabs stay.
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(self.tr("Text to read"))
        self.edit.setPlaceholderText(self.tr("Paste or type the text that the model should read."))
        self.body.addWidget(self.edit, 1)
        self.cancel = self.add_button(self.tr("Cancel"), self.reject)
        self.read = self.add_button(self.tr("Read"), self.accept, "read", is_primary=True)
        self.read.setEnabled(False)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.accepted.connect(self._on_self_accepted)
        self.edit.setFocus()

    @Slot()
    def _on_edit_text_changed(self) -> None:
        self.read.setEnabled(bool(self.edit.toPlainText().strip()))

    @Slot()
    def _on_self_accepted(self) -> None:
        self.text_given.emit(self.edit.toPlainText())
