"""Getting a text to be read: pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_MOST = 100_000
"""Characters that are laid out. Qt lays out a line as a whole, which takes seconds for millions."""

_SHOWN = 20_000
"""Characters that are shown of what is longer."""


class _Box(QPlainTextEdit):
    """Shows the beginning of what is far too long, and keeps all of it; it is not edited then."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: str | None = None

    @property
    def text(self) -> str:
        return self.toPlainText() if self._whole is None else self._whole

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        pasted, cursor = source.text(), self.textCursor()
        if self.isReadOnly() or len(pasted) + self.document().characterCount() <= _MOST:
            super().insertFromMimeData(source)
            return
        cursor.removeSelectedText()
        text, place = self.toPlainText().encode("utf-16-le"), 2 * cursor.position()
        before, after = text[:place].decode("utf-16-le"), text[place:].decode("utf-16-le")
        # Lines end as they do in what the box itself gives back.
        pasted = pasted.replace("\r\n", "\n").replace("\r", "\n")
        self._whole = f"{before}{pasted}{after}"
        self.setReadOnly(True)
        self.setPlainText(self._whole[:_SHOWN])

    def empty(self) -> None:
        """Begin anew."""
        self._whole = None
        self.setReadOnly(False)
        self.clear()
        self.setFocus()


class PasteDialog(Dialog):
    """A box to paste a text into.

    Signals:
        text_given: the text, when the user accepts.
    """

    text_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Paste a text"), parent=parent)
        self.resize(640, 420)
        self.edit = _Box()
        self.edit.setObjectName("edit")
        # With the keyboard alone there is no other way to the buttons; pasted tabs stay.
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(self.tr("Text to read"))
        self.edit.setPlaceholderText(self.tr("Paste or type the text that the model should read."))
        self.body.addWidget(self.edit, 1)
        self.clear = self.add_button(self.tr("Clear"), self.edit.empty, "clear")
        self.clear.hide()
        self.cancel = self.add_button(self.tr("Cancel"), self.reject)
        self.read = self.add_button(self.tr("Read"), self.accept, "read", is_primary=True)
        self.read.setEnabled(False)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.accepted.connect(self._on_self_accepted)
        self.edit.setFocus()

    @Slot()
    def _on_edit_text_changed(self) -> None:
        text, is_cut = self.edit.text, self.edit.isReadOnly()
        self.read.setEnabled(bool(text.strip()))
        said = self.tr("%1 characters were pasted; only their beginning is shown here.")
        self.explanation.setText(numbered(said, count(len(text))) if is_cut else "")
        self.explanation.setVisible(is_cut)
        self.clear.setVisible(is_cut)

    @Slot()
    def _on_self_accepted(self) -> None:
        self.text_given.emit(self.edit.text)
