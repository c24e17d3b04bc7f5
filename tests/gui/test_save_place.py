from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog

from memstudio.gui.dialogs.save_place import FolderEditor


@pytest.mark.parametrize("path", ["x" * 400, "a\0b", "", "/nowhere/at/all"])
def test_a_folder_can_be_chosen_whatever_stands_in_the_field(qtbot, path: str) -> None:
    editor = FolderEditor(path)
    qtbot.addWidget(editor)
    editor.choose_button.click()
    dialog = editor.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
