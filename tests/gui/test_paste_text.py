"""A pasted book is taken whole, and not laid out whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor

from memstudio.gui.dialogs.paste_text import PasteDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def dialog(qtbot: QtBot) -> PasteDialog:
    dialog = PasteDialog()
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.show()
    return dialog


def _paste(dialog: PasteDialog, text: str) -> None:
    pasted = QMimeData()
    pasted.setText(text)
    dialog.edit.insertFromMimeData(pasted)


def test_all_of_a_book_is_given_where_the_cursor_was(dialog: PasteDialog) -> None:
    given: list[str] = []
    dialog.text_given.connect(given.append)
    _paste(dialog, "😀 before, after")
    cursor = dialog.edit.textCursor()
    cursor.setPosition(len("😀 before,") + 1)  # the emoji is two to Qt
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
    dialog.edit.setTextCursor(cursor)
    book = "A word.\r\n" * 100_000
    _paste(dialog, book)
    whole = "😀 before," + "A word.\n" * 100_000 + "after"
    assert dialog.edit.toPlainText() == whole[:20_000]
    assert dialog.edit.isReadOnly()
    assert f"{len(whole):,}" in dialog.explanation.text()
    _paste(dialog, "no more")
    dialog.accept()
    assert given == [whole]


def test_it_can_be_begun_anew(dialog: PasteDialog) -> None:
    assert dialog.clear.isHidden()
    _paste(dialog, " " * 200_000)
    assert not dialog.read.isEnabled(), "blanks are nothing to read"
    _paste(dialog, "x")
    dialog.clear.setFocus()
    dialog.clear.click()
    assert not dialog.edit.isReadOnly()
    assert dialog.clear.isHidden()
    assert dialog.focusWidget() is dialog.edit
    assert dialog.explanation.isHidden()
    assert not dialog.read.isEnabled()
    _paste(dialog, "Few words.")
    assert dialog.edit.text == "Few words."
    assert dialog.read.isEnabled()
