"""The desktop hears that a run has ended, when nobody is looking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from memstudio import events
from memstudio.gui.desktop_notice import DesktopNotice
from memstudio.gui.main_window import MainWindow
from tests.gui.conftest import Engine

Turn = Callable[[bool], None]


class _Desktop:
    """Shows notices, and remembers them."""

    def __init__(self) -> None:
        self.has_icon = False
        self.shown: list[tuple[str, str, bool]] = []

    def want(self, *, is_wanted: bool, tip: str = "") -> None:
        self.has_icon = is_wanted

    def show(self, title: str, text: str, *, is_calm: bool = False) -> bool:
        assert self.has_icon
        self.shown.append((title, text, is_calm))
        return True


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> _Desktop:
    made = _Desktop()
    monkeypatch.setattr(DesktopNotice, "want", made.want)
    monkeypatch.setattr(DesktopNotice, "show", made.show)
    return made


@pytest.fixture
def look(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Turn:
    """To turn to the window, or to something else."""

    def turn(is_here: bool) -> None:
        kind = Qt.ApplicationState
        state = kind.ApplicationActive if is_here else kind.ApplicationInactive
        monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: state))
        window.run_notice._on_application_state_changed(state)

    return turn


def _end(engine: Engine, reason: str) -> None:
    engine.event(events.RunFinished(
        step=500, reason=reason, loss_before=3.0, loss_after=2.0, model="model"
    ))  # fmt: skip


def test_a_run_that_is_done_behind_other_programs_is_told(
    desktop: _Desktop, window: MainWindow, engine: Engine, look: Turn
) -> None:
    look(False)
    engine.train()
    assert desktop.has_icon
    _end(engine, "completed")
    ((title, text, is_calm),) = desktop.shown
    assert title == "Training is done"
    assert text == "Step 120 of 500\nLoss 2.500"
    assert is_calm
    assert desktop.has_icon
    look(True)
    assert not desktop.has_icon


@pytest.mark.parametrize(("is_here", "reason"), [(True, "completed"), (False, "stopped")])
def test_nothing_is_told_to_whoever_looks_on_or_stopped_it(
    desktop: _Desktop, window: MainWindow, engine: Engine, look: Turn, is_here: bool, reason: str
) -> None:
    look(is_here)
    engine.train()
    _end(engine, reason)
    assert desktop.shown == []
    assert not desktop.has_icon


def test_a_click_on_it_shows_the_run(
    desktop: _Desktop, window: MainWindow, engine: Engine, look: Turn
) -> None:
    look(False)
    engine.train()
    _end(engine, "completed")
    window.show_page("start")
    window.showMinimized()
    window.run_notice.notice.clicked.emit()
    assert window.pages.current == "train"
    assert not window.isMinimized()
