"""Shift+F10 opens the menu of what has the focus, for the row that the keys are at."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.runs import a_run, record

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the system does it by itself")
def test_the_menu_of_a_row_of_the_library_opens_by_key(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run)
    dock = window.library_dock
    dock._on_runs_found([SimpleNamespace(
        path=run.path, step=1, total_steps=2, is_active=False, state="stopped", title="", name="r",
    )])  # fmt: skip
    tree = dock.library
    tree.setCurrentItem(dock._run_group.child(0))
    tree.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is tree)
    qtbot.keyClick(tree, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions()][:2] == ["Open", "Go on with this run"]
    menu.close()
