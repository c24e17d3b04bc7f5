"""The Runs page: what is listed, compared, written down, repeated, queued and thrown away."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter

from memstudio.events import Validated
from memstudio.gui import run_curve_store
from memstudio.gui.panes.runs import trash
from memstudio.gui.run_curve_store import RunCurveStore
from memstudio.gui.run_view import RunView
from memstudio.gui.run_words import brief_name
from memstudio.paths import config_dir, runs_dir
from memstudio.training.config_changes import for_resume
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RUN_CONFIG, RunFolder
from memstudio.training.run_notes import RunNotes, read_notes
from memstudio.training.run_queue import RunQueue
from memstudio.training.run_writer import RunWriter
from memstudio.workers.messages import Failure, Request, TaskKind, Train
from tests.gui.conftest import Engine, a_corpus, a_step
from tests.gui.runs import checkpoint, choose, finished, opened, record, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session


@pytest.fixture
def submitted(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What the worker was asked for."""
    requests: list[Request] = []
    monkeypatch.setattr(session._engine, "submit", requests.append)
    return requests


def a_run(**values: object) -> RunFolder:
    run = RunFolder.create(RunConfig.of(out=str(runs_dir()), **values))
    record(run, Validated(step=0, loss=3.0), a_step(1), a_step(2), finished(2))
    return run


def test_without_runs_the_page_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    pane = opened(qtbot, window)
    qtbot.waitUntil(pane.empty.isVisible)
    pane.train_button.click()
    assert window.pages.current == "train"


def test_runs_are_searched_by_word_and_state(qtbot: QtBot, window: MainWindow) -> None:
    one, two = a_run(model="org/small"), a_run(model="org/large")
    pane = opened(qtbot, window, one, two)
    pane.header.search.setText("LARGE")
    assert pane.table.filter.rowCount() == 1
    pane.header.search.setText("nowhere")
    assert pane.nothing.isVisible()
    qtbot.waitUntil(lambda: pane.nothing.height() > 300)
    said = pane.nothing.text
    assert said.height() >= said.heightForWidth(said.width())
    assert not pane.comparison.isVisible()
    pane.clear_button.click()
    assert pane.comparison.isVisible()
    assert pane.table.filter.rowCount() == 2
    pane.header.state.setCurrentIndex(pane.header.state.findData("failed"))
    assert pane.table.filter.rowCount() == 0


def test_a_run_that_a_search_leaves_out_is_not_acted_on(qtbot: QtBot, window: MainWindow) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    qtbot.waitUntil(pane.actions_of_runs["trash"].isEnabled)
    pane.header.search.setText("no such run")
    qtbot.waitUntil(lambda: not pane.actions_of_runs["trash"].isEnabled())
    assert not pane.curves.hues


def test_what_is_typed_of_a_run_is_kept_in_its_folder(qtbot: QtBot, window: MainWindow) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    qtbot.keyClicks(pane.details.tags_edit, "good, long")
    qtbot.keyClicks(pane.details.notes_edit, "Learns.")
    pane.actions_of_runs["rename"].trigger()
    title = pane.details.title_edit
    qtbot.keyClicks(title, "Best ")
    pane.details.save()
    assert read_notes(run.path).title == "Best"
    # Somebody thinks for a moment, and types on.
    qtbot.waitUntil(lambda: pane.table.chosen()[0].shown_name == "Best")
    qtbot.keyClicks(title, "run")
    assert title.text() == "Best run"
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert read_notes(run.path) == RunNotes("Best run", ("good", "long"), "Learns.")
    qtbot.waitUntil(lambda: pane.table.chosen()[0].shown_name == "Best run")
    assert title.text() == "Best run"


def test_curves_of_several_runs_lie_over_each_other(qtbot: QtBot, window: MainWindow) -> None:
    one, two = a_run(steps=10), a_run(steps=20)
    pane = opened(qtbot, window, one, two)
    # It takes no room while there is nothing to name.
    assert not pane.curves.legend.isVisible()
    choose(qtbot, pane, one, two)
    chart = pane.curves.chart
    qtbot.waitUntil(lambda: len(chart.names()) == 2)
    assert pane.curves.legend.isVisible()
    assert chart.points(one.path) == ([1, 2], [2.5, 2.5])
    assert len(set(pane.curves.hues.values())) == 2
    hue = pane.curves.hues[two.path]
    pane.curves.quantity.setCurrentIndex(1)
    assert chart.points(two.path) == ([0], [3.0])
    pane.curves.axis.setCurrentIndex(1)
    item = pane.curves.legend.item(0)
    pane.curves.legend.itemClicked.emit(item)
    assert len(chart.names()) == 1
    assert chart.as_text().count("\n") == 3
    pane.curves.legend.setCurrentItem(item)
    pane.curves.legend.setFocus()
    qtbot.waitUntil(pane.curves.legend.hasFocus)
    for number, key in ((2, Qt.Key.Key_Space), (1, Qt.Key.Key_Return)):
        qtbot.keyClick(pane.curves.legend, key)
        assert len(chart.names()) == number
    choose(qtbot, pane, two)
    assert pane.curves.hues == {two.path: hue}


def test_a_growing_run_is_read_on(qtbot: QtBot, window: MainWindow) -> None:
    run = RunFolder.create(RunConfig(out=str(runs_dir())))
    with RunWriter(run) as writer:
        writer.append(started(run))
        writer.append(a_step(1))
        pane = opened(qtbot, window, run)
        choose(qtbot, pane, run)
        qtbot.waitUntil(lambda: pane.curves.chart.names() == [brief_name(run.name)])
        assert "stop it first" in pane.actions_of_runs["trash"].toolTip()
        writer.append(a_step(2))
        qtbot.waitUntil(lambda: pane.curves.chart.points(run.path)[0] == [1, 2])


def test_only_settings_that_differ_are_shown_and_copied(qtbot: QtBot, window: MainWindow) -> None:
    one, two = a_run(steps=10), a_run(steps=20)
    pane = opened(qtbot, window, one, two)
    choose(qtbot, pane, one, two)
    pane.comparison.setCurrentIndex(1)
    table = pane.differences.table
    assert [table.verticalHeaderItem(row).text() for row in range(table.rowCount())] == ["steps"]
    side = table.verticalHeader()
    assert side.sectionSizeHint(0) <= side.sectionSize(0)
    pane.differences.copy_button.click()
    copied = QGuiApplication.clipboard().text().splitlines()[1].split("\t")
    assert copied[0] == "steps"
    assert set(copied[1:]) == {"10", "20"}
    pane.differences.all_settings.click()
    assert table.rowCount() > 20
    pane.differences.all_settings.click()
    pane.header.search.setText("batch_size:1")
    qtbot.waitUntil(lambda: pane.table.filter.rowCount() == 0)
    # One goes on, with others.
    for_resume(two.config(), {"batch_size": 1, "gradient_accumulation": 4}).save(
        two.path / RUN_CONFIG
    )
    with RunWriter(two) as writer:
        writer.append(started(two))
        qtbot.waitUntil(lambda: pane.table.filter.rowCount() == 1)
    pane.header.search.clear()
    choose(qtbot, pane, one, two)
    qtbot.waitUntil(lambda: table.rowCount() == 3)


@pytest.mark.slow
def test_a_run_is_started_again_with_its_own_model(
    qtbot: QtBot, window: MainWindow, submitted: list[Request]
) -> None:
    run = a_run(seed=7)
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    pane.actions_of_runs["rerun"].trigger()
    (request,) = submitted
    assert isinstance(request, Train)
    assert request.opens_model
    assert request.config == run.config()
    assert window.pages.current == "train"


@pytest.mark.slow
def test_a_duplicate_fills_the_form_and_says_what_it_cannot_hold(
    qtbot: QtBot, window: MainWindow, engine: Engine, submitted: list[Request]
) -> None:
    engine.model("demo")
    run = a_run(steps=33, seed=7, keep_cancelled=True)
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    pane.actions_of_runs["duplicate"].trigger()
    form = window.train_page().form
    assert (form.steps.setting(), form.seed.setting()) == (33, 7)
    assert "keep_cancelled" in window.messages.messages[-1].text


def test_actions_say_why_they_cannot_be_used(
    qtbot: QtBot, window: MainWindow, engine: Engine
) -> None:
    one, two = a_run(), a_run()
    pane = opened(qtbot, window, one, two)
    actions = pane.actions_of_runs
    assert "Select a run first" in actions["rerun"].toolTip()
    choose(qtbot, pane, one)
    assert "complete" in actions["resume"].toolTip()
    assert "no model yet" in actions["model"].toolTip()
    assert "not traced" in actions["memory"].toolTip()
    engine.train()
    assert not actions["rerun"].isEnabled()
    assert "A run is on" in actions["rerun"].toolTip()
    assert actions["queue"].isEnabled()
    choose(qtbot, pane, one, two)
    assert "one run only" in actions["toml"].toolTip()


@pytest.mark.slow
def test_configurations_are_copied(qtbot: QtBot, window: MainWindow) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    pane.actions_of_runs["toml"].trigger()
    assert QGuiApplication.clipboard().text() == run.config().to_toml()
    pane.actions_of_runs["command"].trigger()
    assert "memstudio train run.toml" in QGuiApplication.clipboard().text()


def test_a_run_that_is_in_the_trash_when_its_curves_are_read_is_read_once_it_is_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    run = a_run()
    elsewhere = run.path.rename(tmp_path / "trash")
    store, failed = RunCurveStore(), []
    store.reading_failed.connect(lambda *failure: failed.append(failure))
    store.want([run.path])
    qtbot.waitUntil(lambda: not store.is_reading)
    elsewhere.rename(run.path)
    store.want([run.path])
    qtbot.waitUntil(lambda: run.path in store.curves)
    store.stop()
    assert not failed


def test_the_curve_of_a_stopped_run_goes_on_when_the_run_does(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(RunConfig.of(out=str(runs_dir())))
    record(run, *map(a_step, range(1, 4)), finished(3, "stopped"))
    store = RunCurveStore()

    def steps() -> list[float]:
        curves = store.curves.get(run.path)
        return [] if curves is None or store.is_reading else curves.steps["step"].tolist()

    store.want([run.path])
    qtbot.waitUntil(lambda: steps() == [1, 2, 3])
    assert not store._due()
    with RunWriter(run) as writer:
        for step in (4, 5):
            writer.append(a_step(step))
    # Chosen anew, or after a while.
    store.want([run.path])
    qtbot.waitUntil(lambda: steps() == [1, 2, 3, 4, 5])
    monkeypatch.setattr(run_curve_store, "_LOOK_AGAIN", 0.0)
    with RunWriter(run) as writer:
        writer.append(a_step(6))
        writer.append(finished(6))
    qtbot.waitUntil(lambda: steps() == [1, 2, 3, 4, 5, 6])
    assert not store._due()
    store.stop()


def test_runs_go_to_the_trash_and_without_one_stay(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)

    class NoTrash:
        def __init__(self, path: str) -> None:
            pass

        def moveToTrash(self) -> bool:  # noqa: N802
            return False

    with monkeypatch.context() as patch:
        patch.setattr(trash, "QFile", NoTrash)
        pane.actions_of_runs["trash"].trigger()
    assert run.path.is_dir()
    assert "no trash" in window.messages.messages[-1].text
    qtbot.keyClicks(pane.details.notes_edit, "Throw it away.")

    class Trash(NoTrash):
        def __init__(self, path: str) -> None:
            self.path = Path(path)

        def moveToTrash(self) -> bool:  # noqa: N802
            self.path = self.path.rename(tmp_path / self.path.name)
            return True

        def fileName(self) -> str:  # noqa: N802
            return str(self.path)

    monkeypatch.setattr(trash, "QFile", Trash)
    pane.actions_of_runs["trash"].trigger()
    assert not run.path.exists()
    assert str(tmp_path) in window.messages.messages[-1].text
    qtbot.waitUntil(lambda: pane.table.runs.rowCount() == 0)
    # Moved there by mistake: a click brings it back, with what was being typed of it.
    window.banners.banners()[0].undo.click()
    assert (run.path / "run.toml").is_file()
    assert read_notes(run.path).text == "Throw it away."
    qtbot.waitUntil(lambda: pane.table.runs.rowCount() == 1)
    choose(qtbot, pane, run)
    pane.actions_of_runs["trash"].trigger()
    # What cannot come back is told.
    undo = window.messages.messages[-1].undo
    assert undo is not None
    run.path.mkdir()
    undo(window)
    assert "there is another" in window.messages.messages[-1].text
    run.path.rmdir()
    (tmp_path / run.name).rename(tmp_path / "elsewhere")
    undo(window)
    assert "not found in the trash" in window.messages.messages[-1].text


@pytest.mark.skipif(sys.platform != "linux", reason="others keep their trash elsewhere")
def test_a_fresh_account_has_a_trash_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "account" / "share"))
    run = a_run()
    done = trash.move_to_trash([run.path])
    assert not run.path.exists()
    kept = Path(done.moved[run.path])
    assert kept.is_relative_to(tmp_path / "account")
    assert (kept / "run.toml").is_file()
    noted = kept.parents[1] / "info" / f"{kept.name}.trashinfo"
    assert noted.is_file()
    assert not done.bring_back()
    assert (run.path / "run.toml").is_file()
    assert not noted.exists()


@pytest.mark.slow
def test_why_a_queued_run_did_not_start_is_read_in_full(qtbot: QtBot, window: MainWindow) -> None:
    pane = opened(qtbot, window)
    window.queue.add("a run", RunConfig())
    queue = window.queue.queue
    queue.mark_problem(queue.runs[0].number, "There is no such file. " * 5, {})
    window.queue.changed.emit()
    rows = pane.queue_card.list
    qtbot.waitUntil(lambda: rows.visualItemRect(rows.item(0)).height() > 60)
    qtbot.waitUntil(lambda: rows.visualItemRect(rows.item(0)).height() <= rows.viewport().height())
    assert not rows.horizontalScrollBar().isVisible()
    for _ in range(9):
        window.queue.add("another", RunConfig())
    qtbot.waitUntil(rows.verticalScrollBar().isVisible)
    assert rows.height() < 200


def test_a_run_that_is_trained_is_not_thrown_away() -> None:
    run = RunFolder.create(RunConfig(out=str(runs_dir())))
    with RunWriter(run):
        assert trash.move_to_trash([run.path]).busy == [run.path]
    assert run.path.is_dir()


def test_folders_that_are_added_are_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    pane = opened(qtbot, window)
    other = RunFolder.create(RunConfig(out=str(tmp_path / "server")))
    pane.add_folder(str(tmp_path / "server"))
    qtbot.waitUntil(lambda: [run.path for run in pane.table.runs.runs] == [other.path])
    assert window.settings.run_folders == (str(tmp_path / "server"),)
    pane.header.folder_removal_requested.emit(tmp_path / "server")
    qtbot.waitUntil(lambda: pane.table.runs.rowCount() == 0)


# ---------------------------------------------------------------------- the queue


def test_queued_runs_start_one_after_another(
    qtbot: QtBot, window: MainWindow, session: Session, engine: Engine, submitted: list[Request]
) -> None:
    one, two = a_run(seed=1), a_run(seed=2)
    pane = opened(qtbot, window, one, two)
    choose(qtbot, pane, one, two)
    pane.actions_of_runs["queue"].trigger()
    card, runner = pane.queue_card, window.queue
    assert card.list.count() == 2
    assert not submitted
    card.start_button.click()
    qtbot.waitUntil(lambda: len(submitted) == 1)
    engine.start(TaskKind.TRAIN)
    engine.event(started(one))
    assert card.list.count() == 1
    engine.event(finished(2))
    engine.end(TaskKind.TRAIN)
    qtbot.waitUntil(lambda: len(submitted) == 2)
    seeds = {request.config.seed for request in submitted if isinstance(request, Train)}
    assert seeds == {1, 2}
    engine.start(TaskKind.TRAIN)
    engine.event(started(two))
    engine.event(finished(2))
    engine.end(TaskKind.TRAIN)
    qtbot.waitUntil(lambda: not runner.is_on)
    assert runner.runs == ()


def test_two_windows_never_start_the_same_queued_run(
    qtbot: QtBot, session: Session, engine: Engine, submitted: list[Request]
) -> None:
    from memstudio.gui.queue_runner import QueueRunner
    from memstudio.gui.session import Session

    queue = RunQueue(config_dir() / "queue.toml")
    for steps in (7, 8):
        queue.add(f"{steps} steps", RunConfig.of(steps=steps))
    mine = QueueRunner(session)
    elsewhere = Session()
    begun: list[int | None] = []
    elsewhere.start_training = lambda config, **_: begun.append(config.steps)
    other = QueueRunner(elsewhere)
    mine.start()
    qtbot.waitUntil(lambda: len(submitted) == 1)
    engine.start(TaskKind.TRAIN)
    other.start()
    other._start_next()
    assert other.is_on
    assert not begun  # not even the next: which one it is is not settled
    # What was added elsewhere meanwhile is listed, and nothing is told of where nothing changed.
    queue.add("9 steps", RunConfig.of(steps=9))
    with qtbot.waitSignal(other.changed):
        other._start_next()
    assert [run.name for run in other.runs] == ["7 steps", "8 steps", "9 steps"]
    with qtbot.assertNotEmitted(other.changed):
        other._start_next()
    engine.event(started(a_run(seed=1)))
    other._start_next()
    assert [run.name for run in other.runs] == ["8 steps", "9 steps"]
    assert begun == [8]
    mine.hold()
    assert elsewhere.close()


def test_a_run_that_cannot_start_says_why_and_the_next_has_its_turn(
    qtbot: QtBot, window: MainWindow, session: Session, engine: Engine, submitted: list[Request]
) -> None:
    one, two = a_run(seed=1), a_run(seed=2)
    pane = opened(qtbot, window, one, two)
    choose(qtbot, pane, one, two)
    pane.actions_of_runs["queue"].trigger()
    window.queue.start()
    qtbot.waitUntil(lambda: len(submitted) == 1)
    engine.start(TaskKind.TRAIN)
    session.failed.emit(Failure(TaskKind.TRAIN, "The text is gone."))
    engine.end(TaskKind.TRAIN)
    assert "The text is gone." in pane.queue_card.list.item(0).text()
    qtbot.waitUntil(lambda: len(submitted) == 2)
    window.queue.hold()
    engine.end(TaskKind.TRAIN)


def test_a_queue_of_the_last_sitting_waits_to_be_started(
    qtbot: QtBot, home: Path, session: Session, submitted: list[Request]
) -> None:
    from memstudio.gui.panes.runs.queue_card import QueueCard
    from memstudio.gui.queue_runner import QueueRunner

    for name in "ab":
        RunQueue(config_dir() / "queue.toml").add(name, RunConfig())
    runner = QueueRunner(session)
    card = QueueCard(runner)
    qtbot.addWidget(card)
    card.show()
    qtbot.wait(20)
    assert not submitted
    assert card.start_button.isVisible()
    card.remove.click()
    assert [each.name for each in runner.runs] == ["b"]
    card.list.setCurrentRow(0)
    card.list.setFocus()
    qtbot.keyClick(card.list, Qt.Key.Key_Backspace)
    assert runner.runs == ()


def test_a_run_that_was_stopped_can_go_on(
    qtbot: QtBot, window: MainWindow, submitted: list[Request]
) -> None:
    run = RunFolder.create(RunConfig(out=str(runs_dir())))
    record(run, a_step(3), finished(3, "stopped"))
    checkpoint(run, 3)
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    pane.actions_of_runs["resume"].trigger()
    (request,) = submitted
    assert isinstance(request, Train)
    assert request.resume_from == str(run.path)


def test_delete_in_a_text_deletes_text_and_in_the_table_the_run(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    asked: list[str] = []
    monkeypatch.setattr(pane, "move_to_trash", lambda runs: asked.append(runs[0].name))
    qtbot.keyClicks(pane.details.title_edit, "ab")
    qtbot.keyClick(pane.details.title_edit, Qt.Key.Key_Home)
    qtbot.keyClick(pane.details.title_edit, Qt.Key.Key_Delete)
    assert pane.details.title_edit.text() == "b"
    assert not asked
    pane.table.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        qtbot.keyClick(pane.table, key)
    assert asked == [run.name] * 2


def test_what_the_form_says_is_queued(
    window: MainWindow, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_page("train")
    form = window.train_page()
    entry = form.menu.more.menu().actions()[0]
    assert entry.text() == "Add to queue"
    engine.ready()
    engine.model("small")
    entry.trigger()
    assert window.queue.runs == ()
    window.session._on_worker_corpus_read(a_corpus(str(tmp_path / "story.txt")))
    form.form.steps.setValue(7)
    entry.trigger()
    queued = window.queue.runs[0]
    assert queued.name.endswith("· story.txt")
    assert queued.config.steps == 7
    assert queued.config.data == (str(tmp_path / "story.txt"),)
    # The text of before is not what is meant while another is read, whatever else is going on.
    monkeypatch.setattr(window.session._engine, "submit", window.session._engine.submitted.emit)
    window.session._set_run(RunView("running", total_steps=500))
    window.session.read_data((str(tmp_path / "other.txt"),), 128)
    entry.trigger()
    assert len(window.queue.runs) == 1
    assert form.start_bar.reason.text() == "The text is being read."
    window.session._set_run(None)
    engine.end(TaskKind.READ_DATA)
    window.session.load_model("/models/other")
    entry.trigger()
    assert len(window.queue.runs) == 1
    engine.end(TaskKind.LOAD)
    assert "added to the queue" in window.messages.messages[-1].text
    form.form.steps.setValue(9)
    assert window.queue.runs[0].config.steps == 7
    assert not window.queue.is_on


def test_a_queue_that_is_held_stays_so_until_it_is_started_or_empty(
    session: Session, engine: Engine, submitted: list[Request]
) -> None:
    from memstudio.gui.queue_runner import QueueRunner

    runner, later = QueueRunner(session), QueueRunner(session)
    engine.train()
    runner.add("first", RunConfig())
    assert runner.is_on
    runner.hold()
    later.carry_on(runner.carried())
    later.add("second", RunConfig())
    assert not later.is_on
    for run in later.runs:
        later.take_out(run.number)
    later.add("third", RunConfig())
    assert later.is_on
    later.hold()
    later.start()
    later.add("fourth", RunConfig())
    assert later.is_on
    assert not submitted


def test_an_empty_queue_speaks_of_no_runs_even_when_it_is_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    pane = opened(qtbot, window)
    window.queue.is_on = True
    window.queue.changed.emit()
    assert pane.queue_card.note.text().startswith("Nothing waits")


@pytest.mark.slow
def test_the_tab_key_goes_from_left_to_right_above_the_curves(
    qtbot: QtBot, window: MainWindow
) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    window.activateWindow()
    header = pane.curves.chart.header
    pane.curves.quantity.setFocus()
    for expected in (pane.curves.axis, header.slider, header.scale):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is expected


@pytest.mark.slow
def test_words_beside_the_table_stay_readable_however_wide_that_is(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show()
    window.show_page("runs")
    window.resize(window.minimumSize())
    qtbot.waitExposed(window)
    pane = window.page("runs")
    splitter = next(s for s in pane.findChildren(QSplitter) if s.isAncestorOf(pane.queue_card))
    splitter.setSizes([10_000, 0])
    assert splitter.sizes()[1] >= 160
    assert pane.minimumSizeHint().width() <= window.minimumWidth()
