"""What was deleted, cleared or reset by mistake comes back with a click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from memstudio.deleted import delete_for_now
from memstudio.gui.main_window import MainWindow
from memstudio.gui.panes.train.presets import PRESETS
from memstudio.gui.widgets.banner import Banner
from memstudio.measuring import store
from memstudio.paths import config_dir, runs_dir
from memstudio.progress import Control
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.query_log import PastQuery
from memstudio.tasks.dialogue.turn import Turn
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_notes import NOTES, RunNotes, read_notes, write_notes
from memstudio.training.run_queue import RunQueue
from memstudio.workers.collection_messages import CollectionVerb
from memstudio.workers.collection_worker import CollectionWorker
from memstudio.workers.dialogue_messages import (
    DialogueView,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb
from memstudio.workers.recommend_worker import RecommendWorker
from memstudio.workers.state_messages import StateDone, StateRequest, StateVerb
from tests.gui.conftest import Engine, a_corpus
from tests.gui.runs import opened
from tests.gui.test_measure_pane import a_measurement


def _undo(window: MainWindow, qtbot: QtBot, words: str) -> None:
    banner: Banner = window.banners.banners()[0]
    assert words in banner.message.text
    qtbot.mouseClick(banner.undo, Qt.MouseButton.LeftButton)
    assert window.banners.banners()[:1] != [banner]


def test_a_deleted_memory_state_comes_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "anna.safetensors"
    file.write_text("a memory")
    looks: list[None] = []
    monkeypatch.setattr(window.session.states, "look", lambda: looks.append(None))
    request = StateRequest(Control(), StateVerb.DELETE, "anna")
    window.session.states.done.emit(StateDone(request, "anna", deleted=delete_for_now(file)))
    assert not file.exists()
    _undo(window, qtbot, "The memory state anna is deleted.")
    assert file.read_text() == "a memory"
    assert looks


def test_memory_states_that_were_deleted_together_come_back_together(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = window.session.states
    asked: list[StateRequest] = []
    monkeypatch.setattr(states._engine, "submit", asked.append)
    monkeypatch.setattr(states, "look", lambda: None)
    names = ["anna", "berta", "clara", "dora"]
    for name in (*names, "busy"):
        states.ask(StateVerb.DELETE, name)
    files = [tmp_path / f"{name}.safetensors" for name in names]
    for file, request in zip(files, asked, strict=False):
        file.write_text(request.name)
        states._on_worker_done(StateDone(request, request.name, deleted=delete_for_now(file)))
    # The last of them could not be: the others can be brought back all the same.
    states._on_worker_done(StateDone(asked[-1], failure=Failure(TaskKind.SAVE, "It is in use.")))
    offered = [each for each in window.messages.messages if each.undo is not None]
    assert [each.text for each in offered] == ["4 memory state(s) deleted."]
    _undo(window, qtbot, offered[0].text)
    assert [file.read_text() for file in files] == names


def test_a_deleted_session_comes_back_to_the_list(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "night"
    folder.mkdir()
    request = SessionRequest(Control(), SessionVerb.DELETE, "night")
    done = SessionDone(request, "night", deleted=delete_for_now(folder))
    window.session.dialogue.done.emit(done)
    _undo(window, qtbot, "The session night is deleted.")
    assert folder.is_dir()
    assert window.messages.messages[-1].text == "The session night is in the list again."


def test_what_cannot_come_back_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    folder.mkdir()
    request = SessionRequest(Control(), SessionVerb.DELETE, "night")
    done = SessionDone(request, "night", deleted=delete_for_now(folder))
    folder.mkdir()
    window.session.dialogue.done.emit(done)
    _undo(window, qtbot, "The session night is deleted.")
    assert window.messages.messages[-1].tone == "danger"
    assert "another" in window.messages.messages[-1].text


def test_a_deleted_user_comes_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = UserLibrary()
    library.touch("anna", items_of(["a blue hat"]))
    looks: list[None] = []
    monkeypatch.setattr(window.session.recommending, "look", lambda: looks.append(None))
    request = RecommendRequest(Control(), RecommendVerb.DELETE, "anna")
    deleted = library.delete("anna", may_return=True)
    window.session.recommending.done.emit(RecommendDone(request, deleted=deleted))
    assert library.names() == ()
    _undo(window, qtbot, "anna is deleted")
    assert [each.item.text for each in library.open("anna").touched] == ["a blue hat"]
    assert looks


def test_a_deleted_measurement_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    for day, name in ((1, "older"), (2, "newer")):
        store.keep(a_measurement(name, when=f"2026-01-0{day}T10:00:00"))
    pane = window.page("evaluate").measure
    pane.header.forget_requested.emit()
    assert pane.result.title.text() == "older on a.txt"
    _undo(window, qtbot, "The measurement of newer is deleted.")
    # It is listed again, and what is chosen by its place in the list is what is shown.
    box = pane.header.kept
    listed = [next(n for n in ("older", "newer") if n in box.itemText(i)) for i in range(2)]
    assert listed == ["newer", "older"]
    assert box.currentIndex() == 1
    box.activated.emit(0)
    assert pane.result.title.text() == "newer on a.txt"


def test_a_deleted_measurement_comes_back_with_nobody_looking(
    window: MainWindow, qtbot: QtBot
) -> None:
    store.keep(a_measurement("kept"))
    measuring = window.session.measuring
    measuring.read_kept()
    measuring.forget(measuring.kept[0])
    assert measuring.kept == []
    assert store.kept() == []
    _undo(window, qtbot, "The measurement of kept is deleted.")
    assert [each.measurement.of.name for each in measuring.kept] == ["kept"]


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        (CollectionVerb.REMOVE, "roses.txt is taken out of Town."),
        (CollectionVerb.FORGET_QUERIES, "The past queries of Town are forgotten."),
    ],
)
def test_what_is_taken_from_a_collection_comes_back(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: CollectionVerb,
    words: str,
) -> None:
    text = tmp_path / "roses.txt"
    text.write_text("Roses grow along the southern wall.")
    collection = CollectionLibrary().open_or_make("Town")
    collection.add([text], Control())
    collection.queries.add(PastQuery("1", "roses"))

    def state() -> tuple[object, ...]:
        return collection.contents(), collection.queries.entries()

    before = state()
    # The engine of these tests is never started: its worker answers here.
    collections = window.session.collections
    worker = CollectionWorker(window.session._engine.worker)
    worker.done.connect(collections._on_worker_done)
    monkeypatch.setattr(collections._engine, "submit", worker.do)
    collections.choose("Town")
    collections.ask(verb, str(text))
    assert state() != before
    _undo(window, qtbot, words)
    assert state() == before
    assert collections.view is not None
    assert [name for name, _ in collections.view.documents] == ["roses.txt"]
    assert [each.text for each in collections.view.queries] == ["roses"]


def test_what_was_taken_from_a_collection_that_is_gone_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "roses.txt"
    text.write_text("Roses grow along the southern wall.")
    collection = CollectionLibrary().open_or_make("Town")
    collection.add([text], Control())
    collections = window.session.collections
    worker = CollectionWorker(window.session._engine.worker)
    worker.done.connect(collections._on_worker_done)
    monkeypatch.setattr(collections._engine, "submit", worker.do)
    collections.ask(CollectionVerb.REMOVE, str(text), name="Town")
    CollectionLibrary().delete("Town")
    _undo(window, qtbot, "roses.txt is taken out")
    assert "no collection called 'Town'" in window.messages.messages[-1].text
    assert not collection.folder.exists()


def test_an_item_that_was_taken_back_and_candidates_that_were_removed_come_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, recommending = UserLibrary(), window.session.recommending
    before = library.touch("anna", items_of(["a blue hat", "a red scarf", "a cap"]))
    worker = RecommendWorker(window.session._engine.worker)
    worker.done.connect(recommending._on_worker_done)
    monkeypatch.setattr(recommending._engine, "submit", worker.do)
    recommending.choose("anna")
    # Two wishes while the engine was busy: each is about its item, whatever number it has by then.
    recommending.take_back(0, before.touched[0])
    recommending.take_back(1, before.touched[1])
    library.touch("anna", items_of(["since"]))
    assert [each.item.text for each in library.open("anna").touched] == ["a cap", "since"]
    _undo(window, qtbot, "“a red scarf” is no longer among what anna touched.")
    assert library.open("anna").touched[:-1] == before.touched[1:]
    recommending.offered = offered = items_of(["one", "two"])
    recommending.clear_offered()
    recommending.offer(("three",))
    _undo(window, qtbot, "2 candidate(s) removed.")
    assert recommending.offered[:-1] == offered
    assert recommending.offered[-1].text == "three"


def test_tags_that_were_taken_from_a_run_come_back(window: MainWindow, qtbot: QtBot) -> None:
    run = RunFolder.create(RunConfig.of(out=str(runs_dir())))
    write_notes(run.path, RunNotes("First", ("good", "long"), "Learns."))
    before = (run.path / NOTES).read_bytes()
    pane = opened(qtbot, window, run)
    pane.table.selectRow(0)
    details = pane.details
    qtbot.waitUntil(lambda: details.tags_edit.text() == "good, long")
    details.tags_edit.setFocus()
    details.tags_edit.selectAll()
    qtbot.keyClicks(details.tags_edit, "short")
    assert window.banners.banners() == []
    qtbot.keyClick(details.tags_edit, Qt.Key.Key_Return)
    assert read_notes(run.path).tags == ("short",)
    write_notes(run.path, RunNotes("First", ("short", "since"), "Learns."))
    _undo(window, qtbot, "Taken from the run First: good, long.")
    assert read_notes(run.path) == RunNotes("First", ("good", "long", "since"), "Learns.")
    qtbot.waitUntil(lambda: details.tags_edit.text() == "good, long, since")
    qtbot.keyClick(details.tags_edit, Qt.Key.Key_End)
    for _ in ", since":
        qtbot.keyClick(details.tags_edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(details.tags_edit, Qt.Key.Key_Return)
    assert (run.path / NOTES).read_bytes() == before


def test_a_folder_that_is_left_out_of_the_runs_comes_back_to_its_place(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = opened(qtbot, window)
    for name in ("one", "two"):
        pane.add_folder(str(tmp_path / name))
    pane.header.folder_removal_requested.emit(tmp_path / "one")
    assert window.settings.run_folders == (str(tmp_path / "two"),)
    pane.add_folder(str(tmp_path / "three"))
    _undo(window, qtbot, "one are no longer listed")
    assert window.settings.run_folders == tuple(
        str(tmp_path / name) for name in ("one", "two", "three")
    )


def test_a_page_that_was_cleared_comes_back_above_what_was_said_since(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    engine.ready()
    engine.model()
    window.show_page("use")
    write, room = window.use_page().write, window.session.dialogue
    turns = (
        Turn(prompt="It rained.", answer=" Nobody came.", read_ids=(1,), written_ids=(2,)),
        Turn(prompt="Why?", answer=" Who knows.", read_ids=(3,), written_ids=(4,)),
    )
    room._on_worker_dialogue_changed(DialogueView(turns[:1]))
    write.transcript.add_note("Something happened.")
    before = write.transcript.whole_text()
    write.clear.click()
    assert write.transcript.is_blank
    _undo(window, qtbot, "The page was cleared")
    assert write.transcript.whole_text() == before
    assert write.transcript.shown_turns() == [0]
    write.clear.click()
    room._on_worker_dialogue_changed(DialogueView(turns))
    assert "rained" not in write.transcript.whole_text()
    _undo(window, qtbot, "The page was cleared")
    assert write.transcript.whole_text().startswith(before)
    assert write.transcript.shown_turns() == [0, 1]


def test_a_memory_that_was_given_up_is_asked_for_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    room = window.session.dialogue
    monkeypatch.setattr(room._engine, "submit", asked.append)
    # Only the latest of them can be had again; what else was taken away stays.
    window.messages.add("info", "gone", lambda _: None)
    room._on_worker_dialogue_changed(DialogueView(given_up=6))
    room._on_worker_dialogue_changed(DialogueView(given_up=7))
    room._on_worker_dialogue_changed(DialogueView(given_up=7))
    assert [each.message.text for each in window.banners.banners()] == [
        "What the model remembered is given up.",
        "gone",
    ]
    _undo(window, qtbot, "What the model remembered is given up.")
    assert [(each.verb, each.number) for each in asked] == [(SessionVerb.TAKE_UP, 7)]


@pytest.mark.slow
def test_lanes_that_were_reset_come_back(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("memory")
    window.memory_page().document._stack.setCurrentIndex(1)
    pictures = window.memory_page().document.pictures
    controls = pictures._controls
    controls.lanes["read"].setChecked(False)
    qtbot.waitUntil(lambda: min(pictures.stack._side.sizes()) > 0)
    pictures.stack.setSizes([90, 40, 0, 60, 0, 200])
    before = pictures.stack.state()
    controls.lanes_reset_requested.emit()
    assert pictures.stack.state() != before
    _undo(window, qtbot, "All lanes")
    assert pictures.stack.state() == before
    assert not controls.lanes["read"].isChecked()


@pytest.mark.slow
def test_settings_that_a_preset_or_the_defaults_replaced_come_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    form, menu = window.train_page().form, window.train_page().menu
    form.apply({"steps": 123, "probe.every": 7, "learning_rate": 0.000123456789})
    form.memory_learning_rate.setText("fast")
    before = {path: editor.setting() for path, editor in form.editors.items()}
    for replace in (lambda: menu.preset_chosen.emit(PRESETS[-1]), menu.defaults_requested.emit):
        replace()
        assert form.editors["steps"].setting() != 123
        _undo(window, qtbot, "setting(s) of the Train page")
        assert {path: editor.setting() for path, editor in form.editors.items()} == before


def test_settings_that_those_of_a_run_replaced_come_back(window: MainWindow, qtbot: QtBot) -> None:
    form = window.train_page().form
    form.apply({"steps": 123})
    before = {path: editor.setting() for path, editor in form.editors.items()}
    window.commands.runs.duplicate(RunConfig.of(steps=10, batch_size=3))
    assert form.editors["steps"].setting() == 10
    _undo(window, qtbot, "setting(s) of the Train page")
    assert {path: editor.setting() for path, editor in form.editors.items()} == before


def test_a_run_taken_out_of_the_queue_comes_back_to_its_place(
    window: MainWindow, qtbot: QtBot
) -> None:
    for name in ("first", "second", "third"):
        window.queue.add(name, RunConfig.of(steps=10))
    second = window.queue.runs[1]
    window.queue.take_out(second.number)
    _undo(window, qtbot, "The run second is taken out")
    assert [run.name for run in window.queue.runs] == ["first", "second", "third"]
    assert window.queue.runs[1].config == second.config
    assert [run.name for run in RunQueue(config_dir() / "queue.toml").runs] == [
        "first",
        "second",
        "third",
    ]


def test_forgotten_recent_items_come_back_beneath_what_came_since(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        window.recent.add("data", (str(tmp_path / name),))
    before = window.recent.items()
    window.recent.clear()
    window.recent.add("data", (str(tmp_path / "c"),))
    _undo(window, qtbot, "2 item(s)")
    assert window.recent.items()[1:] == before


def test_a_cleared_dataset_is_read_again(
    window: MainWindow,
    engine: Engine,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = a_corpus(str(tmp_path / "a.txt"))
    engine.session._on_worker_corpus_read(corpus)
    read: list[Any] = []
    monkeypatch.setattr(engine.session, "read_data", lambda *what: read.append(what))
    engine.session.clear_data()
    _undo(window, qtbot, "dataset was cleared")
    assert read == [(corpus.paths, corpus.segment_length, corpus.asked)]


def test_a_layout_that_was_reset_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.dock_plan.show(window.messages_dock)
    window.library_dock.setFloating(True)
    window.reset_layout()
    assert not window.messages_dock.isVisible()
    _undo(window, qtbot, "layout")
    assert window.messages_dock.isVisible()
    assert window.library_dock.isFloating()


def test_a_notice_that_undoes_nothing_has_no_such_button(window: MainWindow) -> None:
    window.messages.add("info", "It is so.")
    assert not window.banners.banners()[0].undo.isVisible()
