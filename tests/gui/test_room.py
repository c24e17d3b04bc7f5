"""Memory and disk on the Train page: what a run takes, how one goes on that ran out, and branches."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from memstudio import events
from memstudio.gui import run_room
from memstudio.gui.dialogs.branch_run import BranchRunDialog
from memstudio.gui.panes.runs.pane import RunsPane
from memstudio.gui.panes.train.memory_line import MemoryLine
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.gui.panes.train.ways_card import WaysCard
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.way_on import DiskRoom, MemoryEstimate, MemoryRoom, WayOn
from memstudio.workers.messages import Failure, LoadModel, TaskKind, Train
from memstudio.workers.room_messages import (
    BranchMade,
    FindRoom,
    FindWaysOn,
    MakeBranch,
    RoomFound,
    WaysFound,
)
from tests.gui.conftest import Engine, a_corpus, a_step
from tests.gui.runs import a_run, checkpoint, finished, record, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.training.run_folder import RunFolder

GIB = 1 << 30
SMALLER = WayOn((("batch_size", 2), ("gradient_accumulation", 2)), 3 * GIB, fits=True)
AGAIN = WayOn((("gradient_checkpointing", True),), 2 * GIB, fits=True, is_slower=True)
BOTH = WayOn(
    (("memory_replay", True), ("batch_size", 1), ("gradient_accumulation", 4)), GIB, fits=True,
    is_slower=True,
)  # fmt: skip
SHORTER = WayOn((("segments_per_sample", 1),), GIB, fits=True, keeps_result=False)


def a_room(peak: int, reachable: int | None, *ways: WayOn, fits: bool = False) -> MemoryRoom:
    estimate = MemoryEstimate("cpu", now=GIB, gradients=GIB // 4, optimizer=GIB // 2, peak=peak)
    return MemoryRoom(estimate, reachable, fits, ways)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_room, "_SETTLED_MS", 40)


@pytest.fixture
def submitted(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the engine's thread is asked for."""
    requests: list[Any] = []
    monkeypatch.setattr(session._engine, "submit", requests.append)
    return requests


@pytest.fixture
def pane(qtbot: QtBot, session: Session, submitted: list[Any]) -> TrainPane:
    pane = TrainPane(session)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def of(requests: list[Any], kind: type[Any]) -> list[Any]:
    return [request for request in requests if type(request) is kind]


def ready(engine: Engine, session: Session) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))


# ---------------------------------------------------------------------- before the start


@pytest.fixture
def line(qtbot: QtBot) -> MemoryLine:
    line = MemoryLine()
    qtbot.addWidget(line)
    return line


def test_what_fits_is_said_quietly(line: MemoryLine) -> None:
    line.show_room(a_room(2 * GIB, 8 * GIB, fits=True))
    assert line.text.text() == "Takes about 2.0 GiB of memory, 8.0 GiB can be had"
    assert line.text.property("role") == "caption"
    assert line.remedy.isHidden()
    assert "512 MiB for the optimiser" in line.text.toolTip()
    line.show_room(a_room(2 * GIB, None, fits=True))
    assert line.text.text() == "Takes about 2.0 GiB of memory"


def test_what_does_not_fit_is_a_warning_with_one_click_that_mends_it(
    qtbot: QtBot, line: MemoryLine
) -> None:
    chosen: list[WayOn] = []
    line.way_chosen.connect(chosen.append)
    line.show_room(a_room(9 * GIB, 8 * GIB, SMALLER, AGAIN))
    assert "only 8.0 GiB can be had. It fits with batches of 2, accumulation 2." in line.text.text()
    assert line.text.property("role") == "warning"
    qtbot.mouseClick(line.remedy, Qt.MouseButton.LeftButton)
    assert chosen == [SMALLER]
    line.show_room(a_room(9 * GIB, GIB // 2))
    assert "a smaller model" in line.text.text()
    assert line.remedy.isHidden()


def test_what_was_said_stays_till_it_is_known_better(line: MemoryLine) -> None:
    line.show_waiting()
    assert "being worked out" in line.text.text()
    line.show_problem("It cannot be told.")
    line.show_waiting()
    assert line.text.text() == "It cannot be told."


def test_the_page_asks_when_the_settings_have_settled(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    assert of(submitted, FindRoom) == []
    ready(engine, session)
    for number in (3, 5, 8):
        pane.form.editors["batch_size"].setValue(number)
    qtbot.waitUntil(lambda: len(of(submitted, FindRoom)) == 1)
    (asked,) = of(submitted, FindRoom)
    assert asked.config.batch_size == 8
    line = pane.start_bar.memory
    assert "being worked out" in line.text.text()
    session.room._on_worker_room_found(RoomFound(asked.config, a_room(GIB, 8 * GIB, fits=True)))
    assert "Takes about 1.0 GiB" in line.text.text()
    # An answer to a question of before is passed over.
    old = RoomFound(asked.config.changed(batch_size=3), a_room(7 * GIB, 8 * GIB, fits=True))
    session.room._on_worker_room_found(old)
    assert "Takes about 1.0 GiB" in line.text.text()
    pane.form.editors["batch_size"].setValue(9)
    assert "Takes about 1.0 GiB" in line.text.text()
    qtbot.waitUntil(lambda: len(of(submitted, FindRoom)) == 2)
    # What one model takes says nothing of another.
    session.room._on_worker_room_found(
        RoomFound(of(submitted, FindRoom)[-1].config, a_room(GIB, 8 * GIB, fits=True))
    )
    assert "Takes about 1.0 GiB" in line.text.text()
    engine.model("large")
    assert "being worked out" in line.text.text()


def test_nobody_waits_for_what_a_run_takes(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    ready(engine, session)
    qtbot.waitUntil(lambda: len(of(submitted, FindRoom)) == 1)
    (first,) = of(submitted, FindRoom)
    session._engine.submitted.emit(LoadModel(Control(), "large"))
    assert first.control.is_cancelled
    # Behind what was asked for, which may leave the model and the settings as they are.
    qtbot.waitUntil(lambda: len(of(submitted, FindRoom)) == 2)
    again = of(submitted, FindRoom)[-1]
    assert again.config == first.config
    session.room._on_worker_room_found(RoomFound(again.config, a_room(GIB, None, fits=True)))
    session._engine.submitted.emit(LoadModel(Control(), "large"))
    assert not again.control.is_cancelled


def test_nothing_is_asked_while_the_page_is_out_of_sight_or_a_run_is_on(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    pane.hide()
    ready(engine, session)
    qtbot.wait(4 * run_room._SETTLED_MS)
    assert of(submitted, FindRoom) == []
    pane.show()
    qtbot.waitUntil(lambda: len(of(submitted, FindRoom)) == 1)
    engine.train()
    assert pane.start_bar.memory.isHidden()
    qtbot.wait(4 * run_room._SETTLED_MS)
    assert len(of(submitted, FindRoom)) == 1


def test_one_click_puts_the_way_into_the_form(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine
) -> None:
    ready(engine, session)
    pane.guide._on_room_found(RoomFound(RunConfig(), a_room(9 * GIB, 8 * GIB, BOTH)))
    qtbot.mouseClick(pane.start_bar.memory.remedy, Qt.MouseButton.LeftButton)
    assert pane.form.editors["batch_size"].value() == 1
    assert pane.form.editors["gradient_accumulation"].value() == 4
    assert pane.form.editors["memory_replay"].setting() is True


def test_why_it_could_not_be_told_is_said(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    ready(engine, session)
    failure = Failure(TaskKind.TRAIN, "No {what}.", {"what": "room"})
    pane.guide._on_room_found(RoomFound(RunConfig(), failure=failure))
    assert pane.start_bar.memory.text.text() == "No room."


# ---------------------------------------------------------------------- after it stopped


@pytest.fixture
def failed(
    pane: TrainPane, session: Session, engine: Engine, tmp_path: Path, submitted: list[Any]
) -> RunFolder:
    """A run of this window that has run out of memory after a checkpoint."""
    ready(engine, session)
    run = a_run(tmp_path)
    checkpoint(run, 120)
    engine.train()
    engine.event(started(run))
    engine.event(events.RunFailed(step=120, text="It is spent.", cause="memory"))
    engine.end(TaskKind.TRAIN)
    return run


@pytest.mark.slow
def test_a_run_that_failed_is_looked_into_once(
    pane: TrainPane, failed: RunFolder, submitted: list[Any], session: Session
) -> None:
    (asked,) = of(submitted, FindWaysOn)
    assert asked.folder == str(failed.path)
    assert pane.progress.ways.isHidden()
    session.room._on_worker_ways_found(WaysFound(str(failed.path)))
    assert pane.progress.ways.isHidden()
    session.room._on_worker_ways_found(WaysFound("elsewhere", a_room(1, 2)))
    assert pane.progress.ways.isHidden()


def test_each_way_is_a_button_that_goes_on_at_once(
    qtbot: QtBot, pane: TrainPane, failed: RunFolder, submitted: list[Any], session: Session
) -> None:
    tight = WayOn((("batch_size", 1), ("gradient_accumulation", 4)), 9 * GIB, fits=False)
    room = a_room(10 * GIB, 8 * GIB, tight, AGAIN, SHORTER)
    session.room._on_worker_ways_found(WaysFound(str(failed.path), room))
    card = pane.progress.ways
    assert card.isVisible()
    assert "takes about 10.0 GiB on cpu, and 8.0 GiB can be had" in card.words.text()
    assert [button.text() for button in card.buttons] == [
        "Batches of 1, accumulation 4", "Checkpoint layers", "Samples of one segment",
    ]  # fmt: skip
    assert [button.accessibleDescription() for button in card.buttons] == [
        "about 9.0 GiB: too much still", "about 2.0 GiB, a third slower",
        "about 1.0 GiB, another training",
    ]  # fmt: skip
    assert [button.isEnabled() for button in card.buttons] == [False, True, True]
    assert card.buttons[1].property("role") == "primary"
    qtbot.mouseClick(card.buttons[1], Qt.MouseButton.LeftButton)
    (train,) = of(submitted, Train)
    assert train.resume_from == str(failed.path)
    assert train.changes == (("gradient_checkpointing", True),)
    assert card.isHidden()


def test_another_training_is_a_branch(
    qtbot: QtBot, pane: TrainPane, failed: RunFolder, submitted: list[Any], session: Session
) -> None:
    room = a_room(10 * GIB, 8 * GIB, SHORTER)
    session.room._on_worker_ways_found(WaysFound(str(failed.path), room))
    qtbot.mouseClick(pane.progress.ways.buttons[0], Qt.MouseButton.LeftButton)
    (asked,) = of(submitted, MakeBranch)
    assert (asked.folder, asked.at) == (str(failed.path), None)
    assert asked.changes == (("segments_per_sample", 1),)
    session.room.branch_made.emit(BranchMade("/runs/branch"))
    (train,) = of(submitted, Train)
    assert (train.resume_from, train.is_beside) == ("/runs/branch", False)


def test_before_the_first_checkpoint_another_training_begins_anew(
    pane: TrainPane, failed: RunFolder, submitted: list[Any]
) -> None:
    shutil.rmtree(failed.checkpoints)
    pane.guide._on_card_branch_requested({"segments_per_sample": 1})
    assert of(submitted, MakeBranch) == []
    (train,) = of(submitted, Train)
    assert train.config.segments_per_sample == 1
    assert (train.resume_from, train.opens_model) == (None, True)


def test_a_branch_that_could_not_be_made_is_told(
    session: Session, failed: RunFolder, submitted: list[Any]
) -> None:
    told: list[Failure] = []
    session.failed.connect(told.append)
    session.room.branch_made.emit(BranchMade("", Failure(TaskKind.TRAIN, "No.")))
    assert [(each.text, each.is_refusal) for each in told] == [("No.", True)]
    assert of(submitted, Train) == []


@pytest.fixture
def card(qtbot: QtBot) -> WaysCard:
    card = WaysCard()
    qtbot.addWidget(card)
    return card


def test_when_nothing_is_enough_it_is_said(card: WaysCard) -> None:
    tight = WayOn((("memory_replay", True),), 9 * GIB, fits=False)
    card.show_ways(WaysFound("run", a_room(10 * GIB, 8 * GIB, tight)))
    assert "None of these is enough" in card.words.text()
    assert not card.buttons[0].isEnabled()


def test_memory_that_is_there_again_can_be_tried_again(qtbot: QtBot, card: WaysCard) -> None:
    wanted: list[dict[str, Any]] = []
    card.resume_requested.connect(wanted.append)
    card.show_ways(WaysFound("run", a_room(6 * GIB, 8 * GIB, SMALLER)))
    assert "there was less when it stopped" in card.words.text()
    qtbot.mouseClick(card.buttons[-1], Qt.MouseButton.LeftButton)
    assert wanted == [{}]


def test_a_full_disk_has_its_own_ways(qtbot: QtBot, card: WaysCard) -> None:
    wanted: list[dict[str, Any]] = []
    places: list[bool] = []
    card.resume_requested.connect(wanted.append)
    card.place_requested.connect(lambda: places.append(True))
    disk = DiskRoom(Path("/runs/one"), checkpoint=GIB, free=GIB // 2, freeable=GIB)
    card.show_ways(WaysFound("/runs/one", disk=disk))
    assert "A checkpoint takes 1.0 GiB, and 512 MiB are free" in card.words.text()
    texts = [button.accessibleDescription() for button in card.buttons]
    assert texts[0] == "once 1.1 GiB are free"
    assert texts[1] == "frees 1.0 GiB"
    assert [each.property("role") == "primary" for each in card.buttons] == [False, True, False]
    for button in card.buttons:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted == [{}, {"checkpoints_kept": 1}]
    assert places == [True]
    card.show_ways(WaysFound("/runs/one", disk=replace(disk, can_branch=False)))
    assert len(card.buttons) == 2


@pytest.mark.slow
def test_a_run_goes_on_in_another_folder(
    pane: TrainPane, failed: RunFolder, submitted: list[Any]
) -> None:
    pane.guide.ask_for_place()
    dialog = pane.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.close()
    pane.guide.go_on_in("/big/disk")
    (asked,) = of(submitted, MakeBranch)
    assert asked.changes == (("out", "/big/disk"),)


def test_a_failed_run_from_disk_is_looked_into_too(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path, submitted: list[Any]
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), events.RunFailed(step=3, text="It is spent.", cause="disk"))
    session.show_run(str(run.path))
    qtbot.waitUntil(lambda: bool(of(submitted, FindWaysOn)))
    assert of(submitted, FindWaysOn)[0].folder == str(run.path)


# ---------------------------------------------------------------------- branches


def test_the_dialog_offers_checkpoints_and_says_what_is_another(
    qtbot: QtBot, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    for step in (100, 120):
        checkpoint(run, step)
    dialog = BranchRunDialog(run, run.config().changed(trains="everything"), is_beside=True)
    qtbot.addWidget(dialog)
    asked: list[Any] = []
    dialog.branch_requested.connect(lambda *each: asked.append(each))
    assert "as if nothing had been" in dialog.explanation.text()
    assert [dialog.step.itemText(at) for at in range(2)] == ["step 120", "step 100"]
    dialog.editors["steps"].setValue(110)
    assert "none is left" in dialog.problem.text()
    assert not dialog.start_button.isEnabled()
    dialog.step.set_setting("100")
    assert dialog.start_button.isEnabled()
    dialog.editors["learning_rate"].setText("0.001")
    dialog.editors["memory_learning_rate"].setText("fast")
    assert "memory_learning_rate" in dialog.problem.text()
    dialog.editors["memory_learning_rate"].set_setting(1e-3)
    dialog.start_button.click()
    assert asked == [(str(run.path), 100, {"steps": 110, "learning_rate": 0.001})]


def test_a_run_without_a_step_left_is_given_more(qtbot: QtBot, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    checkpoint(run, 500)
    dialog = BranchRunDialog(run, run.config().changed(trains="adapters"))
    qtbot.addWidget(dialog)
    assert dialog.changes() == {"steps": 1000}
    # Of the rates, those that count.
    assert "learning_rate" not in dialog.editors
    dialog.editors["adapter.learning_rate"].setText("0.5")
    assert dialog.changes() == {"steps": 1000, "adapter.learning_rate": 0.5}
    assert dialog.start_button.isEnabled()
    assert "held" not in dialog.explanation.text()


def held(session: Session, engine: Engine, run: RunFolder) -> Control:
    engine.train()
    control = session._controls.latest(TaskKind.TRAIN)
    engine.event(started(run))
    engine.event(events.RunPaused(step=120))
    return control


def test_a_branch_is_trained_while_the_run_is_held_which_then_is_back(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, submitted: list[Any],
    tmp_path: Path,
) -> None:  # fmt: skip
    run, branch = a_run(tmp_path), a_run(tmp_path)
    record(run, a_step(119), a_step(120))
    asked: list[str] = []
    pane.branch_requested.connect(asked.append)
    assert pane.header.branch_button.isHidden()
    control = held(session, engine, run)
    assert pane.header.branch_button.isVisible()
    qtbot.mouseClick(pane.header.branch_button, Qt.MouseButton.LeftButton)
    assert asked == [str(run.path)]
    ended: list[Any] = []
    session.branch_ended.connect(ended.append)

    session.room.branch_made.emit(BranchMade(str(branch.path)))
    (train,) = of(submitted, Train)
    assert train.is_beside
    assert train.control is not control
    assert session.run is not None
    assert session.run.holds == run.name
    engine.start(TaskKind.TRAIN)
    engine.event(started(branch, first_step=120))
    engine.event(a_step(121))
    assert pane.header.note.text() == f"{run.name} is held meanwhile."
    session.pause_training()
    assert train.control.is_paused
    assert control.is_paused is False  # the worker holds it; nobody has asked it in this test
    session.resume_training()
    engine.event(finished(130))
    engine.end(TaskKind.TRAIN)

    assert [each.name for each in ended] == [branch.name]
    assert session.run.folder == str(run.path)
    assert session.run.is_held
    assert session._controls.latest(TaskKind.TRAIN) is control
    assert pane.header.state.text() == "Paused after step 120"
    qtbot.waitUntil(lambda: not pane.progress.is_replaying)
    assert pane.progress.bar.value() == 120
    assert session.task is TaskKind.TRAIN


def test_a_run_that_is_not_held_is_not_trained_beside(
    pane: TrainPane, session: Session, engine: Engine, submitted: list[Any], tmp_path: Path
) -> None:
    engine.train()
    engine.event(started(a_run(tmp_path)))
    told: list[Failure] = []
    session.failed.connect(told.append)
    session.resume_run("/runs/other")
    assert of(submitted, Train) == []
    assert told[0].is_refusal


def test_the_window_asks_how_a_run_is_branched(
    qtbot: QtBot, window: MainWindow, engine: Engine, tmp_path: Path, monkeypatch: Any
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(window.session.room._engine, "submit", made.append)
    run = a_run(tmp_path)
    window.commands.runs.branch(str(run.path))
    assert "no complete checkpoint" in window.messages.messages[-1].text
    checkpoint(run, 120)
    engine.train()
    window.commands.runs.branch(str(run.path))
    assert "hold it" in window.messages.messages[-1].text
    window.session._set_run(None)  # type: ignore[arg-type]
    engine.end(TaskKind.TRAIN)
    window.commands.runs.branch(str(run.path))
    dialog = window.findChild(BranchRunDialog)
    assert dialog is not None
    dialog.start_button.click()
    qtbot.waitUntil(lambda: bool(made))
    assert (made[0].folder, made[0].at, made[0].changes) == (str(run.path), 120, ())
    assert window.pages.current == "train"


def test_the_end_of_a_branch_is_told(window: MainWindow, engine: Engine, tmp_path: Path) -> None:
    run, branch = a_run(tmp_path), a_run(tmp_path)
    held(window.session, engine, run)
    checkpoint(branch, 120)
    window.session.resume_run(str(branch.path))
    preparing = window.session.run
    assert preparing is not None
    assert (preparing.step, preparing.total_steps) == (120, branch.config().steps)
    engine.start(TaskKind.TRAIN)
    engine.event(started(branch))
    engine.event(finished(130))
    engine.end(TaskKind.TRAIN)
    assert branch.name in window.messages.messages[-1].text


def test_closing_ends_the_held_run_too(
    window: MainWindow, engine: Engine, tmp_path: Path, qtbot: QtBot
) -> None:
    """First the branch, then the run that waited for it; both are kept."""
    session = window.session
    run, branch = a_run(tmp_path), a_run(tmp_path)
    control = held(session, engine, run)
    session.resume_run(str(branch.path))
    engine.start(TaskKind.TRAIN)
    engine.event(started(branch))
    assert not window._closing.may_close()
    question = window._closing.question
    assert question is not None
    closed: list[bool] = []
    window._closing.close_allowed.connect(lambda: closed.append(True))
    window._closing._on_stop_clicked()
    question.close()
    engine.event(finished(130, "stopped"))
    engine.end(TaskKind.TRAIN)
    assert session.run is not None
    assert session.run.state == "stopping"
    assert control.is_stop_requested
    assert closed == []
    engine.event(finished(120, "stopped"))
    engine.end(TaskKind.TRAIN)
    assert closed == [True]


@pytest.mark.slow
def test_the_runs_page_branches_a_run_with_a_checkpoint(
    window: MainWindow, engine: Engine, tmp_path: Path
) -> None:
    pane = window.page("runs")
    assert isinstance(pane, RunsPane)
    run = a_run(tmp_path)
    record(run, a_step(120), events.RunFailed(step=120, text="It is spent."))
    actions = pane.actions_of_runs
    actions.show_runs([run.summary()])
    assert not actions["branch"].isEnabled()
    assert "no complete checkpoint" in actions["branch"].toolTip()
    checkpoint(run, 120)
    actions.refresh()
    actions["branch"].trigger()
    dialog = window.findChild(BranchRunDialog)
    assert dialog is not None
    assert run.name in dialog.explanation.text()
    dialog.close()
    engine.train()
    assert "hold it" in actions["branch"].toolTip()
    engine.event(events.RunPaused(step=120))
    assert actions["branch"].isEnabled()
