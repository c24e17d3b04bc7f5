from __future__ import annotations

import inspect
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QTableView
from pytestqt.qtbot import QtBot

from memstudio import events
from memstudio.errors import StorageError
from memstudio.gui.actions.action import trigger
from memstudio.gui.actions.conditions import Conditions
from memstudio.gui.main_window import MainWindow
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.gui.run_view import RunView
from memstudio.gui.session import Session
from memstudio.gui.widgets.action_text import plain_text
from memstudio.gui.widgets.device_box import DeviceBox
from memstudio.measuring.settings import MeasureSettings
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.paths import config_dir
from memstudio.progress import Progress
from memstudio.settings import Settings
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.workers.messages import Failure, Request, TaskKind
from tests.gui.conftest import DEVICES, Engine, a_step

if TYPE_CHECKING:
    from collections.abc import Callable


def test_before_anything_is_open_the_demo_is_the_one_strong_button(window: MainWindow) -> None:
    start = window.page("start")
    assert start.demo_card.open_demo.property("role") == "primary"
    assert not window.toolbar.train_button.isEnabled()
    assert not window.toolbar.pause_button.isEnabled()
    assert "model" in window.toolbar.train_button.toolTip()


@pytest.mark.slow
def test_the_demo_leads_to_the_memory_page_but_not_away_from_the_use_page(
    window: MainWindow,
) -> None:
    for page, then in (("start", "memory"), ("use", "use"), ("train", "memory")):
        window.show_page(page)
        window.demo_opening.story_started.emit()
        assert window.pages.current == then


def test_the_demo_button_opens_the_demo(
    window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window.session, "load_model", opened.append)
    qtbot.mouseClick(window.page("start").demo_card.open_demo, Qt.MouseButton.LeftButton)
    assert opened == ["demo"]


def test_an_open_model_is_named_everywhere(window: MainWindow, engine: Engine) -> None:
    engine.ready()
    engine.model("demo")
    assert "demo" in window.toolbar.model_button.text()
    assert "demo" in window.windowTitle()
    assert "16" in window.toolbar.memory_summary.text()
    assert window.page("start").steps.model.state == "done"
    assert window.page("start").steps.text.state == "next"
    assert window.toolbar.train_button.isEnabled()


def test_what_was_wrong_with_what_is_kept_is_told(
    home: Path, session: Session, qtbot, caplog: pytest.LogCaptureFixture
) -> None:
    recent = config_dir() / "recent.json"
    recent.parent.mkdir(parents=True, exist_ok=True)
    recent.write_text("[" * 5000, encoding="utf-8")
    window = MainWindow(session, Settings())
    qtbot.addWidget(window)
    window.tell_of_settings(
        [StorageError("It was {how}.", how="damaged")], is_safe=True, last_crash=Path("/c.txt")
    )
    told = [message.text for message in window.messages.messages]
    assert "crashed when it was last open" in told.pop(0)
    assert told[0] == "It was damaged."
    assert str(recent.with_name("recent.damaged.json")) in told[1]
    assert recent.with_name("recent.damaged.json").read_text(encoding="utf-8") == "[" * 5000
    assert "Safe mode" in told[2]


def test_no_table_keeps_the_tab_key_to_itself(window: MainWindow) -> None:
    for name in ("train", "memory", "use", "evaluate", "runs", "monitor"):
        window.page(name)
    tables = window.findChildren(QTableView)
    assert len(tables) > 3
    assert [view for view in tables if view.tabKeyNavigation()] == []


def test_the_menu_of_the_model_button_opens_what_was_open_lately(
    window: MainWindow, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ready()
    window.recent.add("model", ("org/some-model",))
    opened: list[str] = []
    monkeypatch.setattr(window.session, "load_model", opened.append)
    menu = window.toolbar.model_button.menu()
    menu.aboutToShow.emit()
    heading, entry = menu.actions()[4:6]
    assert (heading.text(), heading.isEnabled()) == ("Recent", False)
    assert "some-model" in entry.text()
    entry.trigger()
    assert opened == ["org/some-model"]


def test_what_was_open_lately_is_told_apart_and_has_the_picture_of_what_it_is(
    window: MainWindow, tmp_path: Path
) -> None:
    paths = [str(tmp_path / folder / "story.txt") for folder in ("one", "two")]
    for path in paths:
        window.recent.add("data", (path,))
    window.recent.add("trace", (str(tmp_path / "story.zarr"),))
    menu = window._recent_menu
    menu.aboutToShow.emit()
    trace, two, one = menu.actions()[:3]
    names = ["story.zarr", "story.txt · two", "story.txt · one"]
    assert [entry.text() for entry in (trace, two, one)] == names
    assert one.toolTip() == paths[0]
    pictures = [entry.icon().pixmap(16).toImage() for entry in (trace, two, one)]
    assert pictures[1] == pictures[2] != pictures[0]
    listed = window.page("start").recent_list.rows()
    assert [row.open_button.text() for row in listed] == names


def test_an_ampersand_in_a_models_name_is_no_sign_for_a_key(
    window: MainWindow, engine: Engine
) -> None:
    engine.model("salt & pepper")
    assert window.toolbar.model_button.text().strip() == "salt && pepper"


def test_the_devices_are_those_that_the_engine_reports(window: MainWindow, engine: Engine) -> None:
    box = window.toolbar.device_box
    assert not box.isEnabled()
    assert box.count() == 1
    engine.ready()
    assert box.isEnabled()
    assert [box.itemData(i) for i in range(box.count())] == ["auto", *(d.id for d in DEVICES)]
    assert "2" in box.itemText(1)
    assert "A card" in box.itemText(2)


@pytest.mark.parametrize(("wanted", "used"), [("cuda:0", "cuda:0"), ("cuda:1", "auto")])
def test_the_device_at_start_is_used_when_the_engine_reports_it(
    qtbot: QtBot, session: Session, engine: Engine, wanted: str, used: str
) -> None:
    session.device = wanted
    box = DeviceBox(session, Conditions(session))
    qtbot.addWidget(box)
    assert (session.device, box.currentData()) == (wanted, wanted)
    engine.ready()
    assert (session.device, box.currentData()) == (used, used)
    assert box.count() == 1 + len(DEVICES)


def test_choosing_a_device_moves_the_model(
    window: MainWindow, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ready()
    chosen: list[str] = []
    monkeypatch.setattr(window.session, "set_device", chosen.append)
    window.toolbar.device_box.activated.emit(2)
    assert chosen == ["cuda:0"]


def test_a_run_locks_device_and_model_and_says_why(window: MainWindow, engine: Engine) -> None:
    engine.ready()
    engine.model()
    engine.train()
    for widget in (window.toolbar.device_box, window.toolbar.train_button):
        assert not widget.isEnabled()
        assert "run" in widget.toolTip()
    assert not window.actions_table["file.open_model"].isEnabled()
    assert window.toolbar.pause_button.isEnabled()
    assert window.toolbar.stop_button.isEnabled()


def test_progress_of_a_run_shows_steps_speed_and_time_left(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    engine.model()
    engine.train()
    progress = window.toolbar.task_progress
    qtbot.waitUntil(lambda: "12.3 k tok/s" in progress.progress_text.text())
    assert "24%" in progress.progress_text.text()
    assert "3 min 20 s" in progress.progress_text.text()
    assert progress.progress_bar.value() == 240
    assert not progress.cancel_button.isVisible()


def test_after_the_last_step_it_says_what_is_measured(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    window.show_page("train")
    pane = window.page("train")
    progress = window.toolbar.task_progress
    engine.ready()
    engine.model()
    engine.train()
    window.session.progress_changed.emit(Progress(3, 10, "Measuring", "samples"))
    qtbot.waitUntil(lambda: "24%" in progress.progress_text.text())
    engine.event(a_step(500))
    qtbot.waitUntil(lambda: "100%" in progress.progress_text.text())
    assert "Measuring" not in progress.progress_text.text()
    window.session.progress_changed.emit(Progress(8, 32, "Answering", "rows"))
    qtbot.waitUntil(lambda: progress.progress_text.text() == "Answering")
    assert progress.progress_bar.value() == progress.progress_bar.maximum() // 4
    assert isinstance(pane, TrainPane)
    assert pane.header.state.text() == "All 500 steps are done"


def test_pause_resume_and_stop_reach_the_run(window: MainWindow, engine: Engine, qtbot) -> None:
    engine.model()
    engine.train()
    toolbar = window.toolbar
    qtbot.mouseClick(toolbar.pause_button, Qt.MouseButton.LeftButton)
    assert window.session.run.state == "pausing"
    engine.event(events.RunPaused(step=120))
    assert toolbar.pause_button.text() == "Resume"
    qtbot.mouseClick(toolbar.pause_button, Qt.MouseButton.LeftButton)
    assert window.session.run.state == "running"
    assert toolbar.pause_button.text() == "Pause"
    qtbot.mouseClick(toolbar.stop_button, Qt.MouseButton.LeftButton)
    assert window.session.run.state == "stopping"
    assert not toolbar.stop_button.isEnabled()


def test_loading_shows_its_progress_and_can_be_cancelled(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    control = window.session._control(TaskKind.LOAD)
    engine.start(TaskKind.LOAD)
    control.report(30, 100, "Reading the weights")
    progress = window.toolbar.task_progress
    qtbot.waitUntil(lambda: "30%" in progress.progress_text.text())
    assert "Reading the weights" in progress.progress_text.text()
    qtbot.mouseClick(progress.cancel_button, Qt.MouseButton.LeftButton)
    assert control.is_cancelled
    # It may go on for a while, and cannot be cancelled twice.
    control.report(60, 100, "Reading the weights")
    qtbot.waitUntil(lambda: "60%" in progress.progress_text.text())
    assert not progress.cancel_button.isEnabled()
    engine.end(TaskKind.LOAD)
    assert not progress.isVisible()
    engine.start(TaskKind.READ_DATA)
    assert progress.cancel_button.isEnabled()


def test_cancel_ends_what_is_going_on_and_not_what_waits(
    window: MainWindow, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    monkeypatch.setattr(session._engine, "submit", asked.append)
    cancel = window.toolbar.task_progress.cancel_button
    session.load_model("refused")
    session._engine.worker.task_failed.emit(Failure(TaskKind.LOAD, "No.", is_refusal=True))
    wishes: tuple[tuple[TaskKind, Callable[[], None]], ...] = (
        (TaskKind.READ_DATA, lambda: session.read_data(("/huge",))),
        (TaskKind.READ_DATA, lambda: session.measuring.read_text(("/huge",))),
        (TaskKind.TRACE, lambda: session.record_trace("one", "one")),
        (TaskKind.SAVE, lambda: session.measuring.export_model("folder", "/copy")),
        (TaskKind.LOAD, lambda: session.load_model("one")),
    )
    for task, ask in wishes:
        asked.clear()
        ask()
        engine.start(task)
        ask()
        cancel.click()
        assert [each.control.is_cancelled for each in asked] == [True, False], task
        engine.end(task)
        engine.start(task)
        cancel.click()
        assert asked[1].control.is_cancelled
        engine.end(task)
    # Of what is written, the page has a button of its own.
    asked.clear()
    session.generate("It rained.", GenerationSettings())
    engine.start(TaskKind.GENERATE)
    session.dialogue.take_up(1)
    window.use_page().write.composer.stop_requested.emit()
    assert [each.control.is_stop_requested for each in asked] == [True, False]


def test_a_failure_is_a_sentence_in_banner_and_list_and_never_a_dialog(
    window: MainWindow, session: Session, qtbot
) -> None:
    session.failed.emit(Failure(TaskKind.LOAD, "{path} is gone.", {"path": "/models/x"}))
    assert [banner.text.text() for banner in window.banners.banners()] == ["/models/x is gone."]
    assert "/models/x is gone." in window.messages_dock.messages.item(0).text()
    qtbot.mouseClick(window.banners.banners()[0].dismiss, Qt.MouseButton.LeftButton)
    assert window.banners.banners() == []
    assert window.messages_dock.messages.count() == 1


def test_a_failure_whose_values_do_not_fit_is_still_shown(
    window: MainWindow, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    session.failed.emit(Failure(TaskKind.LOAD, "{path} is gone.", {}))
    assert window.messages.messages[-1].text == "{path} is gone."


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_was_written_is_shown_in_its_folder(
    window: MainWindow, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, is_folder: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile()))
    )
    written = tmp_path / "written"
    written.mkdir() if is_folder else written.write_text("x")
    window.messages.add("success", "Written.", where=str(written))
    window.messages.add("info", "Nothing was written.")
    nothing, banner = window.banners.banners()
    assert not nothing.show_folder.isVisible()
    qtbot.mouseClick(banner.show_folder, Qt.MouseButton.LeftButton)
    assert opened == [str(written if is_folder else tmp_path)]
    # There is no file manager here, and the folder is said instead.
    assert opened[0] in window.messages.messages[-1].text


def test_no_more_than_three_banners_pile_up(window: MainWindow) -> None:
    for number in range(6):
        window.messages.add("warning", f"notice {number}")
    assert [b.message.text for b in window.banners.banners()] == [
        "notice 5", "notice 4", "notice 3",
    ]  # fmt: skip
    window.messages.add("warning", "notice 4")
    assert [b.message.text for b in window.banners.banners()] == [
        "notice 4", "notice 5", "notice 3",
    ]  # fmt: skip
    # What is undone nowhere else stays until its time is over.
    window.messages.add("info", "gone", lambda _: None)
    window.messages.add("warning", "stopped", lambda _: None, button="Go on")
    for number in range(6, 9):
        window.messages.add("warning", f"notice {number}")
    shown = window.banners.banners()
    assert [b.message.text for b in shown] == ["notice 8", "notice 7", "notice 6", "gone"]
    assert shown[-1].time_left is not None


def test_what_can_be_undone_leaves_the_page_its_room(window: MainWindow, qtbot) -> None:
    height = window.pages.stack.height()
    for number in range(14):
        window.messages.add("info", f"gone {number}", lambda _: None)
    assert [b.message.text for b in window.banners.banners()] == [
        f"gone {number}" for number in range(13, 8, -1)
    ]
    banner = window.banners.banners()[0]
    qtbot.waitUntil(lambda: banner.height() >= banner.sizeHint().height())
    assert window.pages.stack.height() > height / 2


def test_messages_can_be_copied(window: MainWindow, qapp, qtbot) -> None:
    window.messages.add("warning", "first")
    window.messages.add("warning", "second")
    window.status_line.messages_button.click()
    assert window.messages_dock.isVisible()
    window.messages_dock.copy_button.click()
    assert [line.split("   ")[1] for line in qapp.clipboard().text().splitlines()] == [
        "second", "first",
    ]  # fmt: skip


def test_what_is_asked_for_before_the_engine_is_up_is_not_forgotten(
    window: MainWindow, engine: Engine
) -> None:
    line = window.status_line
    assert line.engine_state.text() == "Starting the engine…"
    engine.session._control(TaskKind.LOAD)
    line._timer.timeout.emit()
    assert line.engine_state.text() == "Starting the engine, then what you asked for…"
    engine.ready()
    # Also while it is at work on what is no task.
    assert line.engine_state.text() == "Opening a model"
    engine.start(TaskKind.LOAD)
    engine.end(TaskKind.LOAD)
    assert line.engine_state.text() == "Ready"


def test_the_status_line_counts_the_messages_that_are_kept(window: MainWindow) -> None:
    button, dock = window.status_line.messages_button, window.messages_dock
    window.messages.add("warning", "first")
    window.messages.add("warning", "second")
    assert button.text() == "2"
    dock.clear_button.click()
    assert button.text() == ""
    assert window.messages.messages == []
    assert dock.messages.count() == 0
    assert dock.clear_button.isHidden()


def test_closing_without_a_run_closes_at_once(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.window_closed):
        assert window.close()


def test_closing_during_a_run_asks_saves_and_closes_when_it_is_safe(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    engine.model()
    engine.train()
    assert not window.close()
    question = window._closing.question
    assert question.isVisible()
    _stop(window)
    assert window.session.run.state == "stopping"
    assert window.session._controls.latest(TaskKind.TRAIN).is_stop_requested
    assert not window.session._controls.latest(TaskKind.TRAIN).is_cancelled
    assert window.isVisible()
    assert not window.isEnabled()
    with qtbot.waitSignal(window.window_closed):
        engine.event(events.RunFinished(step=121, reason="stopped", model="/runs/x/model"))
    assert not window.isVisible()


def test_why_a_run_could_not_be_saved_is_not_gone_with_the_window(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    engine.model()
    engine.train()
    window.close()
    _stop(window)
    assert "closes when it is safe" in window.status_line.closing.text()
    assert not window.close()
    worker = window.session._engine.worker
    worker.run_event_received.emit(
        events.RunFailed(step=121, text="The disk is full.", cause="disk")
    )
    worker.task_failed.emit(Failure(TaskKind.TRAIN, "The disk is full."))
    worker.task_ended.emit(TaskKind.TRAIN)
    qtbot.wait(1)
    assert window.isVisible()
    assert window.isEnabled()
    assert window.banners.banners()[0].message.text == "The disk is full."
    assert window.status_line.closing.text() == ""
    with qtbot.waitSignal(window.window_closed):
        assert window.close()


@pytest.mark.parametrize("task", [TaskKind.MEASURE, TaskKind.SAVE, TaskKind.MAKE])
def test_what_would_be_lost_is_asked_about_before_the_window_closes(
    window: MainWindow, engine: Engine, qtbot, monkeypatch, tmp_path: Path, task: TaskKind
) -> None:
    asked: list[Request] = []
    session = window.session
    monkeypatch.setattr(session._engine, "submit", asked.append)
    engine.model()
    if task is TaskKind.MEASURE:
        session.measuring.start(MeasureSettings("stories"))
    elif task is TaskKind.SAVE:
        session.measuring.export_model("huggingface", str(tmp_path / "copy"))
    else:
        session.make_model(NewModelSettings(backbone="small", folder=str(tmp_path / "new")))
    engine.start(task)
    assert not window.close()
    question = window._closing.question
    assert "not finished" in question.text()
    assert "Nothing of it is kept." in question.informativeText()
    assert not asked[0].control.is_cancelled
    _stop(window)
    assert asked[0].control.is_cancelled
    assert not window.isEnabled()
    with qtbot.waitSignal(window.window_closed):
        session._engine.worker.task_ended.emit(task)
    assert not window.isVisible()


def _stop(window: MainWindow) -> None:
    buttons = window._closing.question.buttons()
    next(each for each in buttons if each.objectName() == "stop_and_save").click()


def test_closing_during_a_run_can_be_taken_back(window: MainWindow, engine: Engine, qtbot) -> None:
    engine.model()
    engine.train()
    window.close()
    question = window._closing.question
    next(b for b in question.buttons() if b.objectName() == "keep_training").click()
    assert window.isVisible()
    assert window.session.run.state == "running"
    assert not window.close()
    assert window._closing.question is not None


def test_a_paused_run_is_asked_about_too(window: MainWindow, engine: Engine) -> None:
    engine.train()
    window.session._set_run(RunView("paused", None, 120, 500, None))
    assert not window.close()
    window._closing.question.reject()


def test_every_action_has_a_command_a_condition_and_a_menu(window: MainWindow) -> None:
    in_menus: set[str] = set()

    def collect(menu: QMenu) -> None:
        for action in menu.actions():
            if action.menu() is not None:
                action.menu().aboutToShow.emit()
                collect(action.menu())
            elif action.objectName():
                in_menus.add(action.objectName())

    for top in window.menuBar().actions():
        collect(top.menu())
    for spec in window.actions_table.specs:
        command = attrgetter(spec.command)(window.commands)
        wanted = 1 if spec.argument else 0
        assert len(inspect.signature(command).parameters) == wanted, spec.id
        assert spec.id in in_menus, f"{spec.id} is in no menu"


def test_no_two_actions_share_a_shortcut(window: MainWindow) -> None:
    keys = [spec.shortcut for spec in window.actions_table.specs if spec.shortcut]
    assert len(set(keys)) == len(keys)
    for spec in window.actions_table.specs:
        if spec.shortcut:
            assert not QKeySequence(spec.shortcut).isEmpty()


def test_a_hidden_dock_stays_hidden_at_the_next_start(
    window: MainWindow, session: Session, qtbot
) -> None:
    assert window.library_dock.isVisible()
    window.library_dock.toggleViewAction().trigger()
    assert not window.library_dock.isVisible()
    window.resize(940, 720)
    window.close()
    again = MainWindow(session, Settings())
    qtbot.addWidget(again)
    again.show()
    assert not again.library_dock.isVisible()
    assert again.size() == window.size()
    again.reset_layout()
    assert again.library_dock.isVisible()


@pytest.mark.slow
def test_a_dock_of_one_page_is_seen_there_only(window: MainWindow) -> None:
    window.show_page("memory")
    docks = {d.objectName(): d for d in window.findChildren(type(window.library_dock).__base__)}
    timeline = docks["timelineDock"]
    assert timeline.isVisible()
    window.show_page("start")
    assert not timeline.isVisible()
    window.show_page("memory")
    timeline.close()
    window.show_page("start")
    window.show_page("memory")
    assert not timeline.isVisible()


def test_of_docks_behind_each_other_the_same_comes_to_the_front_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page("memory")
    docks = {d.objectName(): d for d in window.findChildren(type(window.library_dock).__base__)}
    inspector, effects = docks["inspectorDock"], docks["effectsDock"]
    for front, behind in ((effects, inspector), (inspector, effects)):
        front.show()
        front.raise_()
        qtbot.waitUntil(lambda front=front: not front.visibleRegion().isEmpty())
        window.show_page("start")
        window.show_page("memory")
        qtbot.waitUntil(lambda front=front: not front.visibleRegion().isEmpty())
        assert behind.visibleRegion().isEmpty()
    # Another view shows neither; what was chosen since the page was left counts.
    page = window.memory_page()
    for front, behind in ((effects, inspector), (inspector, effects)):
        front.raise_()
        qtbot.waitUntil(lambda front=front: not front.visibleRegion().isEmpty())
        page.tabs.setCurrentWidget(page.attention)
        assert not front.isVisible()
        window.show_page("start")
        window.show_page("memory")
        page.tabs.setCurrentIndex(0)
        qtbot.waitUntil(lambda front=front: not front.visibleRegion().isEmpty())
        assert behind.visibleRegion().isEmpty()


def test_a_dock_of_one_view_is_seen_there_only(window: MainWindow) -> None:
    window.show_page("memory")
    page = window.page("memory")
    docks = {d.objectName(): d for d in window.findChildren(type(window.library_dock).__base__)}
    assert docks["inspectorDock"].isVisible()
    page.tabs.setCurrentWidget(page.training)
    assert not docks["inspectorDock"].isVisible()
    assert docks["timelineDock"].isVisible()
    page.tabs.setCurrentWidget(page.attention)
    assert not docks["timelineDock"].isVisible()
    window.show_page("start")
    window.show_page("memory")
    assert not docks["inspectorDock"].isVisible()
    page.tabs.setCurrentIndex(0)
    assert docks["inspectorDock"].isVisible()


def test_a_button_in_a_pane_can_trigger_an_action_of_the_window(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bool] = []
    window.findChild(QAction, "view.memory").triggered.connect(lambda: done.append(True))
    trigger(window.page("start").demo_card.open_demo, "view.memory")
    assert len(done) == 1
    assert window.pages.current == "memory"


def test_esc_stops_the_writing(window: MainWindow, engine: Engine, qtbot) -> None:
    control = window.session._control(TaskKind.GENERATE)
    engine.start(TaskKind.GENERATE)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert control.is_stop_requested
    assert not control.is_cancelled


def test_the_theme_is_changed_at_once_and_kept(window: MainWindow, qapp) -> None:
    from memstudio.gui.theme import theme as themes
    from memstudio.settings import load_settings

    window.actions_table["view.theme_dark"].trigger()
    assert themes.current().name == "dark"
    assert load_settings().theme == "dark"


def test_a_choice_that_could_not_be_written_is_written_with_the_next(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memstudio import settings

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(settings, "write_text", full)
        window.commands._keep(Settings(run_folders=("/data/runs",)))
    assert window.messages.messages[-1].text == "The disk is full."
    assert window.settings.run_folders
    window.actions_table["view.theme_dark"].trigger()
    assert settings.load_settings() == Settings(theme="dark", run_folders=("/data/runs",))


def test_every_button_and_field_of_the_shell_has_an_accessible_name(window: MainWindow) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in [
            *window.toolbar.findChildren(kind),
            *window.library_dock.findChildren(kind),
            *window.page("start").findChildren(kind),
            *window.status_line.findChildren(kind),
        ]:
            if widget.objectName().startswith("qt_"):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


def test_steps_arriving_in_a_burst_do_not_each_redraw(
    window: MainWindow, engine: Engine, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.model()
    engine.train()
    drawn: list[int] = []
    progress = window.toolbar.task_progress
    monkeypatch.setattr(progress, "_show_bar", lambda done, _total: drawn.append(done))
    qtbot.waitUntil(lambda: not progress._soon.isActive())
    drawn.clear()
    for step in range(121, 421):
        engine.event(a_step(step))
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == [420]


def test_unknown_totals_show_a_moving_bar(window: MainWindow, engine: Engine, qtbot) -> None:
    engine.start(TaskKind.READ_DATA)
    window.session.progress_changed.emit(Progress(5, 0, "Reading"))
    bar = window.toolbar.task_progress.progress_bar
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_plain_text_of_an_action_has_no_mnemonic(window: MainWindow) -> None:
    assert plain_text(window.actions_table["file.open_model"]) == "Open a model"


def test_the_title_marks_what_a_run_has_not_saved_yet(window: MainWindow, engine: Engine) -> None:
    engine.ready()
    engine.model("a[*]b")
    assert window.windowTitle() == "a[*][*]b[*] – MemStudio"
    assert not window.isWindowModified()
    engine.train()
    assert window.isWindowModified()
    engine.event(events.RunFinished(
        step=500, reason="completed", loss_before=3.0, loss_after=2.0, model="model"
    ))  # fmt: skip
    assert not window.isWindowModified()


def test_a_run_that_ended_behind_other_windows_calls_for_a_look(
    window: MainWindow, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(QApplication, "alert", called.append)
    for is_in_front, number in ((True, 0), (False, 1)):
        monkeypatch.setattr(window, "isActiveWindow", lambda is_in_front=is_in_front: is_in_front)
        engine.train()
        engine.event(events.RunFinished(
            step=500, reason="completed", loss_before=3.0, loss_after=2.0, model="model"
        ))  # fmt: skip
        assert len(called) == number


def test_a_layout_of_a_larger_screen_comes_back_onto_a_smaller_one(
    window: MainWindow, session: Session, qtbot
) -> None:
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.setGeometry(4000, 3000, 3000, 2000)
    window._layout_store.save(window, window.dock_plan.wanted(), {})
    other = MainWindow(session, Settings())
    qtbot.addWidget(other)
    other.show()
    room = other.screen().availableGeometry()
    assert room.intersects(other.geometry())
    assert other.geometry().top() >= room.top()
    assert other.width() <= max(room.width(), other.minimumWidth())
    other.close()
