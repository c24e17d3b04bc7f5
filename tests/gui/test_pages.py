"""Going to another page with keys: they go on there, and come back to where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.conftest import Engine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow


@pytest.mark.slow
def test_keys_go_to_the_page_that_came_to_the_front(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    engine.ready()
    engine.model()
    for name in ("memory", "use", "runs", "evaluate", "train", "start"):
        page = window.page(name)
        qtbot.wait(10)
        window.actions_table[f"view.{name}"].trigger()
        focus = window.focusWidget()
        assert focus is not None
        assert page.isAncestorOf(focus)
        assert focus.isVisible()


def test_keys_come_back_to_where_they_were(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    engine.ready()
    engine.model()
    window.page("use")
    window.page("runs")
    qtbot.wait(10)
    window.show_page("use")
    first = window.focusWidget()
    assert first is not None
    # The page takes the place of its neighbour's panels a moment later.
    qtbot.waitUntil(lambda: first.width() >= first.sizeHint().width())
    QTest.keyClick(first, Qt.Key.Key_Tab)
    second = window.focusWidget()
    assert second is not first
    window.show_page("runs")
    assert window.focusWidget() is not second
    window.show_page("use")
    assert window.focusWidget() is second
