"""What was deleted, cleared or reset by mistake comes back with a click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from memstudio.deleted import delete_for_now
from memstudio.gui.main_window import MainWindow
from memstudio.gui.widgets.banner import Banner
from memstudio.measuring import store
from memstudio.paths import config_dir
from memstudio.progress import Control
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.training.run_config import RunConfig
from memstudio.training.run_queue import RunQueue
from memstudio.workers.dialogue_messages import SessionDone, SessionRequest, SessionVerb
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb
from memstudio.workers.state_messages import StateDone, StateRequest, StateVerb
from tests.gui.conftest import Engine, a_corpus
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
    store.keep(a_measurement("kept"))
    measuring = window.session.measuring
    measuring.read_kept()
    measuring.forget(measuring.kept[0])
    assert measuring.kept == []
    assert store.kept() == []
    _undo(window, qtbot, "The measurement of kept is deleted.")
    assert [each.measurement.of.name for each in measuring.kept] == ["kept"]


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
