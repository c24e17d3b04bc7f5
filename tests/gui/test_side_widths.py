"""Docks at the sides come back as wide as they were drawn, as far as there is room."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from memstudio.gui.layout_store import LayoutStore
from memstudio.gui.side_widths import SideWidths


def test_a_width_that_was_drawn_is_had_again_after_all_that_changes_it(
    qtbot: QtBot, home: Path
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("page"))
    widths = SideWidths(window)
    docks = [QDockWidget(name) for name in ("one", "other")]
    for dock in docks:
        dock.setObjectName(dock.windowTitle())
        dock.setWidget(QLabel("x"))
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.tabifyDockWidget(*docks)
    window.resize(1400, 500)
    window.show()
    widths.give_soon()
    one = docks[0]
    one.raise_()
    qtbot.waitUntil(lambda: one.width() == 280)
    left = Qt.MouseButton.LeftButton
    place = QPoint(10, 10)
    qtbot.mousePress(window, left, pos=place)
    # What the mouse does to the edge; the edge itself wants a real one.
    drawn = 400
    window.resizeDocks([one], [drawn], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: one.width() == drawn)
    qtbot.mouseRelease(window, left, pos=place)
    assert widths.known()["right"] == drawn
    window.resize(600, 500)
    qtbot.waitUntil(lambda: one.width() == 240)
    window.resize(1400, 500)
    qtbot.waitUntil(lambda: one.width() == drawn)
    for dock in docks:
        dock.hide()
    window.resizeDocks(docks[:1], [500], Qt.Orientation.Horizontal)
    one.show()
    widths.give_soon()
    qtbot.waitUntil(lambda: one.width() == drawn)
    store = LayoutStore()
    store.save(window, {}, widths.known())
    assert store.widths() == {"left": 230, "right": drawn}
    store._store.setValue("widths", '{"right": "wide"}')
    assert store.widths() == {}
    widths.know({"left": 10**9})
    assert widths.known() == {"left": 230, "right": 280}
