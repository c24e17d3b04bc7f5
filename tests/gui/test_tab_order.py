"""The keyboard's way: Tab comes to everything that takes keys, and from each of it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from memstudio.gui.main_window import MainWindow
from memstudio.progress import Control
from memstudio.settings import Settings
from memstudio.trace.recorder import record_trace
from tests.gui.whole_window import dialogs, fill, speaking, views
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session

_MOST = 400
"""Stops of the key; no view has that many."""


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trace") / "story.zarr"
    record_trace(
        tiny_loaded("rmt"), 8 * SENTENCES[0], document="a story", out=out, control=Control()
    )
    return out


def _takes_keys(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    )


def _called(widget: QWidget) -> str:
    names, each = [], widget
    while each is not None and len(names) < 3:
        names.append(f"{type(each).__name__}#{each.objectName()}")
        each = each.parentWidget()
    return " < ".join(names)


def _way(top: QWidget) -> tuple[list[QWidget], str]:
    """Where Tab comes to, in order, and what is wrong with it; "" where nothing is."""
    top.activateWindow()
    QTest.qWaitForWindowActive(top)
    if QApplication.focusWidget() is None:
        QTest.keyClick(top, Qt.Key.Key_Tab)
    stops: list[QWidget] = []
    for _ in range(_MOST):
        now = QApplication.focusWidget()
        if now is None:
            return stops, f"no way on from {_called(stops[-1])}" if stops else "nothing takes keys"
        if now in stops:
            if now is stops[-1] and len(stops) > 1:
                return stops, f"stays at {_called(now)}"
            # Where it began may be a place that only a click or the program leads to.
            is_round = now is next(filter(_takes_keys, stops), None) or now is stops[0]
            trouble = f"goes from {_called(stops[-1])} back to {_called(now)}"
            return stops, "" if is_round else trouble
        stops.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        QCoreApplication.processEvents()
    return stops, "never comes round"


def _wrong(top: QWidget) -> list[str]:
    stops, trouble = _way(top)
    wanted = [
        each for each in top.findChildren(QWidget) if _takes_keys(each) and each.window() is top
    ]
    missed = [
        f"never comes to {_called(each)}"
        for each in wanted
        # Of a group, the one that is chosen stands for all.
        if each not in stops and not isinstance(each, QRadioButton)
    ]
    return ([trouble] if trouble else []) + missed


@pytest.mark.slow
def test_tab_comes_to_all_that_takes_keys_and_goes_on(
    session: Session, qapp: QApplication, qtbot: QtBot, trace: Path, tmp_path: Path
) -> None:
    found: set[str] = set()
    with speaking(qapp, "en"):
        window = MainWindow(session, Settings())
        qtbot.addWidget(window)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        for view in views(window):
            qtbot.wait(20)
            found.update(f"{view}, empty: {each}" for each in _wrong(window))
        fill(window, qtbot, trace, tmp_path)
        for view in views(window):
            qtbot.wait(20)
            found.update(f"{view}: {each}" for each in _wrong(window))
        for dialog in dialogs(window, tmp_path):
            qtbot.wait(20)
            found.update(f"{type(dialog).__name__}: {each}" for each in _wrong(dialog))
        session.run = None
        window.close()
        QThreadPool.globalInstance().waitForDone(5_000)
    if found:
        pytest.fail("\n".join(sorted(found)), pytrace=False)
