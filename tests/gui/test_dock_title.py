"""The bar over a dock, where windows place themselves and where they cannot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from memstudio.gui.widgets.dock_title import DockTitle


@pytest.mark.parametrize("platform", ["xcb", "wayland"])
def test_a_panel_that_floats_has_a_frame_where_nothing_else_moves_it(
    platform: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Panel", window)
    title = DockTitle(dock)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    title.float_button.click()
    assert dock.isFloating()
    assert dock.isVisible()
    is_frameless = bool(dock.windowFlags() & Qt.WindowType.FramelessWindowHint)
    assert is_frameless is (platform == "xcb")
    title.float_button.click()
    assert not dock.isFloating()
    assert dock.isVisible()
