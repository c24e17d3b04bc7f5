"""Room that scrolls up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from memstudio.gui.widgets.upright_area import scrolled

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_whole_of_a_text_is_scrolled_to_and_the_top_of_what_is_too_high(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    space, text = QWidget(), QPlainTextEdit("a line\n" * 50)
    space.setFixedHeight(600)
    text.setFixedHeight(200)
    column.addWidget(space)
    column.addWidget(text)
    area = scrolled(page)
    qtbot.addWidget(area)
    area.resize(300, 400)
    area.show()
    qtbot.waitExposed(area)
    area.show_whole(text)
    assert text.visibleRegion().boundingRect().height() == 200
    area.show_whole(space)
    assert space.mapTo(area.viewport(), QPoint()).y() == 0
