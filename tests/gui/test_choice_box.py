"""A box of choices where there is little room, and under the wheel."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from memstudio.gui.widgets.choice_box import ChoiceBox


@pytest.mark.parametrize(("width", "is_cut"), [(90, True), (400, False)])
def test_what_has_no_room_ends_in_an_ellipsis(qtbot: QtBot, width: int, is_cut: bool) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItem("what was written into it")
    box.resize(width, 32)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText.endswith("…") == is_cut
    assert box.currentText() == "what was written into it"


def test_a_narrow_box_gives_its_text_all_room_beside_the_arrow(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItem("what was written into it")
    box.resize(90, 32)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    kind = QStyle.ComplexControl.CC_ComboBox
    field, arrow = (
        box.style().subControlRect(kind, option, part, box)
        for part in (
            QStyle.SubControl.SC_ComboBoxEditField,
            QStyle.SubControl.SC_ComboBoxArrow,
        )
    )
    assert arrow.left() - field.right() <= 2
    assert option.currentText.startswith("what")
