"""Panes, tasks and words of plug-ins in the window, and what it says of those that are set aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDockWidget

from memstudio import events
from memstudio.gui import translation
from memstudio.gui.crash_dialog import ExceptionReporter
from memstudio.gui.main_window import MainWindow
from memstudio.gui.panes.start.task_cards import TaskCards
from memstudio.gui.widgets.action_text import plain_text
from memstudio.gui.widgets.kind_options_editor import KindOptionsEditor
from tests.gui.conftest import Engine
from tests.gui.languages import as_written_again
from tests.plugins.conftest import on_path as on_path  # noqa: PLC0414 - a fixture
from tests.plugins.conftest import toy as toy  # noqa: PLC0414 - a fixture
from tests.plugins.installing import say_installed

_PANE = "from memstudio.gui.plugin_pane import PluginPane\nclass Pane(PluginPane):\n"


def made(window: MainWindow, qtbot) -> dict[str, QDockWidget]:
    with qtbot.waitSignal(window.plugin_docks.all_made, timeout=30_000):
        window.plugin_docks.start()
    return window.plugin_docks.docks


@pytest.mark.usefixtures("toy")
def test_a_pane_is_a_dock_on_its_pages_and_hears_of_the_run(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    dock = made(window, qtbot)["best-loss"]
    assert dock.windowTitle() == "Best loss"
    assert dock.toggleViewAction() in window.dock_plan.actions
    assert not dock.isVisible()
    window.show_page("train")
    assert dock.isVisible()
    pane = dock.widget()
    assert pane.text.text() == "No run yet."
    engine.train()
    for step, loss in ((10, 2.5), (20, 2.25), (30, 2.75)):
        engine.event(events.Validated(step=step, loss=loss))
    assert pane.text.text() == "2.250 at step 20, 10 steps ago"
    # A run that is read from its folder says the same.
    window.session.run_read.emit((events.Validated(step=40, loss=2.0),))
    assert pane.text.text() == "2.000 at step 40, 0 steps ago"


@pytest.mark.usefixtures("toy")
def test_a_task_is_a_card_and_a_kind_has_its_options(qtbot) -> None:
    cards = TaskCards()
    qtbot.addWidget(cards)
    assert cards.cards[-1].template.name == "opening"
    assert cards.cards[-1].accessibleName() == "How did it begin?"
    editor = KindOptionsEditor()
    qtbot.addWidget(editor)
    editor.show_kind("fading")
    assert "read_gate_start" in editor.editors["fading"]


@pytest.mark.usefixtures("toy")
def test_its_words_are_said_in_the_language_of_the_window(qapp) -> None:
    with as_written_again(qapp):
        translation.install(qapp, "zh_CN")
        assert translation.filled("Fading averages") == "渐隐平均"
    assert translation.filled("Fading averages") == "Fading averages"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("class Pane: pass", "no subclass of PluginPane"),
        (f"{_PANE}    pass", "title"),
        (f"{_PANE}    title = 'A'\n    def __init__(self, host, parent): host.nothing", "nothing"),
    ],
)  # fmt: skip
def test_a_pane_that_cannot_be_made_is_said_and_the_window_goes_on(
    window: MainWindow,
    on_path: Callable[[Path], None],
    tmp_path: Path,
    qtbot,
    code: str,
    reason: str,
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "broken_plugin.py").write_text(code, encoding="utf-8")
    say_installed(site, "broken-plugin", "0.1", {"memstudio.panes": {"odd": "broken_plugin:Pane"}})
    on_path(site)
    assert made(window, qtbot) == {}
    qtbot.waitUntil(lambda: any(reason in each.text for each in window.messages.messages))
    (told,) = [each for each in window.messages.messages if "broken-plugin 0.1" in each.text]
    assert told.tone == "warning"


def test_a_pane_that_fails_later_is_named_once_and_taken_out(
    window: MainWindow, on_path: Callable[[Path], None], tmp_path: Path, qtbot, caplog
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    code = (
        f"{_PANE}    title = 'A & B'\n"
        "    def __init__(self, host, parent):\n"
        "        super().__init__(host, parent)\n"
        "        host.selection_changed.connect(self.look)\n"
        "    def look(self, selection):\n"
        "        raise KeyError('late')\n"
    )
    (site / "broken_plugin.py").write_text(code, encoding="utf-8")
    say_installed(site, "broken-plugin", "0.1", {"memstudio.panes": {"odd": "broken_plugin:Pane"}})
    on_path(site)
    dock = made(window, qtbot)["odd"]
    pane = dock.widget()
    # No letter of it is underlined in a tab or a menu, nor one of its own lost.
    assert dock.windowTitle() == "A && B"
    assert dock.titleBarWidget().title.text() == "A & B"
    assert plain_text(dock.toggleViewAction()) == "A & B"
    reporter = ExceptionReporter(window)
    crashes: list[str] = []
    reporter.exception_caught.disconnect()
    reporter.exception_caught.connect(crashes.append)
    for _ in range(2):
        try:
            pane.look(None)
        except KeyError as error:
            reporter._report(KeyError, error, error.__traceback__)
    assert crashes == []
    told = [each for each in window.messages.messages if "broken-plugin 0.1" in each.text]
    assert len(told) == 1
    assert "late" in told[0].text
    assert window.plugin_docks.docks == {}
    assert "plugin.odd" not in {dock.objectName() for dock in window.dock_plan.docks}
    # What fails in MemStudio itself is no plug-in's.
    try:
        int("none")
    except ValueError as error:
        reporter._report(ValueError, error, error.__traceback__)
    assert len(crashes) == 1
