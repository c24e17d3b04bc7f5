from __future__ import annotations

import errno
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from memstudio.data.preview import SplitRow
from memstudio.gui.docks.library_dock import _DATA
from memstudio.gui.main_window import MainWindow
from memstudio.gui.recent import RecentItems
from memstudio.gui.recent_watch import RecentWatch
from memstudio.gui.run_view import RunView
from memstudio.gui.run_words import brief_name
from memstudio.gui.session import Session
from memstudio.leftovers import new_scratch
from memstudio.models.catalog import demo_folder
from memstudio.models.source import RUN_CONFIG
from memstudio.paths import models_dir
from memstudio.recents import RecentItem
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from tests.gui.conftest import Engine, a_corpus


def test_recent_items_are_kept_newest_first_and_each_once(home: Path, qapp) -> None:
    recent = RecentItems()
    recent.add("data", ("/a.txt",))
    recent.add("model", ("Qwen/x",))
    recent.add("data", ("/a.txt",))
    recent.wait()
    again = RecentItems()
    assert [item.paths for item in again.items()] == [("/a.txt",), ("Qwen/x",)]
    assert [item.kind for item in again.items("model")] == ["model"]


def test_two_windows_keep_what_the_other_opened(home: Path, qapp) -> None:
    one, other = RecentItems(), RecentItems()
    one.add("data", ("/of one.txt",))
    one.wait()
    other.add("data", ("/of the other.txt",))
    other.remove(RecentItem("data", ("/never there.txt",)))
    other.wait()
    one.add("model", ("Qwen/x",))
    one.wait()
    kept = [item.paths[0] for item in RecentItems().items()]
    assert kept == ["Qwen/x", "/of the other.txt", "/of one.txt"]


def test_only_traces_that_stay_are_among_the_recent(home: Path, qapp, tmp_path: Path) -> None:
    session = Session()
    recent = RecentItems(session)
    RecentWatch(session, recent, session)
    run = tmp_path / "run"
    (run / "traces").mkdir(parents=True)
    (run / RUN_CONFIG).touch()
    own = tmp_path / "own.zarr"
    for path in (new_scratch() / "trace-1.zarr", run / "traces" / "step-1.zarr", own):
        session.traces.document_changed.emit(SimpleNamespace(path=str(path), identity=()))
    assert [item.paths for item in recent.items("trace")] == [(str(own),)]
    recent.wait()
    assert RecentItems().items() == recent.items()
    session.close()


def test_a_runs_model_is_called_by_its_run() -> None:
    assert RecentItem("model", ("/runs/2026-demo/model",)).name == "2026-demo"
    assert RecentItem("model", ("/models/model.gguf",)).name == "model.gguf"
    assert RecentItem("data", ("/texts/model",)).name == "model"


def test_only_the_newest_ten_of_a_kind_are_kept(home: Path, qapp) -> None:
    recent = RecentItems()
    recent.add("model", ("m",))
    for number in range(15):
        recent.add("data", (f"/{number}.txt",))
    assert len(recent.items("data")) == 10
    assert recent.items("data")[0].paths == ("/14.txt",)
    assert len(recent.items("model")) == 1


def test_data_that_gave_no_text_is_not_kept(window: MainWindow) -> None:
    nothing = replace(a_corpus("/photo.bin"), train=SplitRow(0, 0, 0, 0))
    for corpus in (nothing, a_corpus("/a.txt")):
        window.session.corpus_changed.emit(corpus)
    assert [item.paths for item in window.recent.items("data")] == [("/a.txt",)]


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"a": 1}', '[{"kind": "model"}]', "null"])
def test_a_damaged_list_of_recent_items_is_as_good_as_none(home: Path, qapp, content: str) -> None:
    path = home / "config" / "recent.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    recent = RecentItems()
    assert recent.items() == ()
    recent.add("data", ("/a.txt",))
    recent.wait()
    assert len(RecentItems().items()) == 1


def test_a_recent_item_that_is_gone_is_marked_and_can_be_removed(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    there, gone = tmp_path / "there.txt", tmp_path / "gone.txt"
    there.write_text("x")
    window.recent.add("data", (str(gone),))
    window.recent.add("data", (str(there),))
    rows = window.page("start").recent_list.rows()
    assert [row.open_button.isEnabled() for row in rows] == [True, False]
    qtbot.mouseClick(rows[1].remove_button, Qt.MouseButton.LeftButton)
    assert [item.paths for item in window.recent.items()] == [(str(there),)]
    assert len(window.page("start").recent_list.rows()) == 1


def test_a_recent_dataset_is_opened_again(
    window: MainWindow, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "there.txt"
    path.write_text("x")
    read: list[tuple[str, ...]] = []
    monkeypatch.setattr(window.session, "read_data", lambda paths, _length: read.append(paths))
    window.recent.add("data", (str(path),))
    row = window.page("start").recent_list.rows()[0]
    qtbot.mouseClick(row.open_button, Qt.MouseButton.LeftButton)
    assert read == [(str(path),)]


def test_what_was_read_shows_up_among_the_datasets(
    window: MainWindow, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "book.txt"
    path.write_text("x")
    engine.session._on_worker_corpus_read(a_corpus(str(path)))
    group = window.library_dock._data_group
    assert group.childCount() == 1
    assert group.child(0).text(0) == "book.txt"


def test_what_may_not_be_looked_at_any_more_is_listed_all_the_same(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def stat(path: Any, *args: Any, **options: Any) -> os.stat_result:
        # The tests may run as root, who may look at everything.
        if str(path).startswith("/closed"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *args, **options)

    monkeypatch.setattr(os, "stat", stat)
    dock = window.library_dock
    window.recent.add("data", ("/closed/book.txt",))
    window.recent.add("model", ("/closed/model",))
    assert dock._data_group.child(0).data(0, _DATA).folder == "/closed"
    assert dock._model_group.child(0).data(0, _DATA).folder == "/closed"


def test_opened_models_stay_in_the_library(window: MainWindow, engine: Engine) -> None:
    engine.model("org/some-model")
    group = window.library_dock._model_group
    assert [group.child(i).text(0) for i in range(group.childCount())] == ["org/some-model"]


def test_a_listed_model_that_was_opened_by_its_path_is_listed_once(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    window.library_dock.start()
    group = window.library_dock._model_group
    qtbot.waitUntil(
        lambda: any(group.child(i).text(0) == "demo" for i in range(group.childCount()))
    )
    demo = next(row for i in range(group.childCount()) if (row := group.child(i)).text(0) == "demo")
    # Names have the whole width.
    assert (demo.text(1), demo.isFirstColumnSpanned()) == ("", True)
    assert "MiB" in demo.toolTip(0)
    engine.model(str(demo_folder()))
    names = [group.child(i).text(0) for i in range(group.childCount())]
    assert names.count("demo") == 1
    # An export into the user's own models is there at once.
    own = models_dir() / "exported"
    shutil.copytree(demo_folder(), own)
    window.session._engine.jobs.model_exported.emit(str(own))
    qtbot.waitUntil(
        lambda: any(group.child(i).text(0) == "exported" for i in range(group.childCount()))
    )


def test_runs_on_disk_are_listed_with_their_state(window: MainWindow, qtbot) -> None:
    folder = RunFolder.create(RunConfig(model="demo", data=("/a.txt",), steps=100))
    window.library_dock.start()
    group = window.library_dock._run_group
    qtbot.waitUntil(lambda: group.childCount() == 1)
    # The time stands at the end, so that two runs of a day are told apart where room is short.
    assert group.child(0).text(0) == brief_name(folder.name)
    assert group.child(0).text(0) == f"demo-a {':'.join(re.findall('..', folder.name[11:17]))}"
    assert brief_name("2001-02-03-040506-demo-a") == "demo-a 02-03 04:05:06"
    assert folder.name in group.child(0).toolTip(0)
    assert group.child(0).text(1) == "interrupted"


def test_the_start_page_names_the_run_that_was_stopped(window: MainWindow) -> None:
    window.session._set_run(RunView("stopped", folder="/runs/2026-11-29-140509-demo-book"))
    note = window.page("start").steps.training.note
    assert note.text() == "Stopped: demo-book 11-29 14:05:09"


def test_a_run_is_shown_with_what_can_be_done(window: MainWindow, qtbot) -> None:
    from memstudio.gui.dialogs.open_run import OpenRunDialog

    folder = RunFolder.create(RunConfig(model="demo", data=("/a.txt",), steps=100))
    window.commands.runs.show(str(folder.path))
    dialog = window.findChild(OpenRunDialog)
    assert dialog.isVisible()
    assert not dialog.isModal() or dialog.windowModality() == Qt.WindowModality.WindowModal
    assert not dialog.resume_button.isEnabled()
    assert "checkpoint" in dialog.resume_button.toolTip()
    assert not dialog.model_button.isEnabled()
    dialog.reject()


def test_a_folder_that_is_no_run_is_refused_with_its_name(
    window: MainWindow, tmp_path: Path
) -> None:
    window.commands.runs.show(str(tmp_path))
    assert str(tmp_path) in window.messages.messages[-1].text


def test_paths_from_the_command_line_are_opened_as_if_dropped(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window.session, "load_model", opened.append)
    monkeypatch.setattr(window.session, "read_data", lambda paths, _length: opened.append(paths))
    path = tmp_path / "a.txt"
    path.write_text("x")
    window.commands.open_paths([])
    window.commands.open_paths([str(path)])
    window.commands.open_paths(["demo"])
    window.commands.open_paths([str(tmp_path / "gone.txt")])
    assert opened == [(str(path),), "demo"]
    assert "gone.txt" in window.messages.messages[-1].text


def test_the_stored_evaluation_is_read_as_it_was_written() -> None:
    from memstudio.evaluation.story_recall import Rate, StoryRecallReport
    from memstudio.gui.panes.start.evaluation import parse_evaluation

    report = StoryRecallReport(
        seed=7, num_stories=64, segment_length=64, trained_segments=8, num_people=4,
        num_places=20, chance=0.05, at_length=Rate.of(96, 100), far=Rate.of(45, 50),
        reset=Rate.of(5, 100), seen_pairs=Rate.of(97, 100), by_distance=(),
    )  # fmt: skip
    stored = parse_evaluation(report.to_json())
    assert (stored.at_length, stored.far, stored.reset) == (0.96, 0.9, 0.05)
    assert (stored.seed, stored.num_stories, stored.num_questions) == (7, 64, 250)
    with pytest.raises(KeyError):
        parse_evaluation({"seed": 1})
