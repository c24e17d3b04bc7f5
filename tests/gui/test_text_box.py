"""What is far too long for a box is not laid out in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QToolTip

from memstudio.gui.widgets.text_box import TextBox

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def test_of_a_pasted_book_the_beginning_is_taken_and_it_is_said(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _owner: said.append(text))
    box = TextBox()
    qtbot.addWidget(box)
    pasted = QMimeData()
    pasted.setText("a few words, ")
    box.insertFromMimeData(pasted)
    assert not said
    pasted.setText("x" * 5_000_000)
    box.insertFromMimeData(pasted)
    assert box.toPlainText() == "a few words, " + "x" * 100_000
    assert "5,000,000" in said[0]
    assert "100,000" in said[0]
