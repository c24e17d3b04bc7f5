"""The Runs page with many runs: found by their settings, broken ones told of in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

from PySide6.QtCore import QObject, Qt

from memstudio.errors import MemStudioError, TrainingError
from memstudio.gui import run_list
from memstudio.gui.panes.runs.reading_failures import ReadingFailures
from memstudio.gui.panes.runs.words import sort_key_of
from memstudio.gui.run_list import RunList
from memstudio.paths import runs_dir
from memstudio.training.run_folder import SUMMARY, RunFolder
from tests.gui.test_runs_pane import a_run, choose, opened

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.training.run_summary import RunSummary


def test_runs_are_found_by_what_they_were_set_to(qtbot: QtBot, window: MainWindow) -> None:
    runs = [a_run(seed=seed, memory={"num_slots": 4 * seed}) for seed in (1, 2, 3)]
    pane = opened(qtbot, window, *runs)
    pane.header.search.setText("slots>=8 seed!=3")
    qtbot.waitUntil(lambda: pane.table.filter.rowCount() == 1)
    pane.table.selectRow(0)
    assert pane.table.chosen()[0].path == runs[1].path
    # A run that comes later is found as well.
    another = a_run(seed=9, memory={"num_slots": 100})
    pane.list.look()
    qtbot.waitUntil(lambda: pane.table.filter.rowCount() == 2)
    pane.header.search.setText("seed:9")
    qtbot.waitUntil(lambda: pane.table.filter.rowCount() == 1)
    pane.table.selectRow(0)
    assert pane.table.chosen()[0].path == another.path


def test_numbers_within_names_are_sorted_as_numbers(home: Path) -> None:
    run = RunFolder(a_run().path).summary()
    names = ["run-10", "Run-9", "run", "run-2 of 3", "run-2 of 12"]
    runs = [replace(run, title=name) for name in names]
    runs.sort(key=lambda each: sort_key_of(each, "name"))
    assert [each.title for each in runs] == ["run", "run-2 of 3", "run-2 of 12", "Run-9", "run-10"]


def test_names_are_shortened_in_their_middle(qtbot: QtBot, window: MainWindow) -> None:
    pane = opened(qtbot, window, a_run())
    assert pane.table.textElideMode() == Qt.TextElideMode.ElideMiddle


def test_without_a_run_its_card_takes_no_room(qtbot: QtBot, window: MainWindow) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    pane.table.clearSelection()
    qtbot.waitUntil(pane.details.hint.isVisible)
    empty = pane.details.minimumSizeHint().height()
    choose(qtbot, pane, run)
    assert not pane.details.hint.isVisible()
    assert pane.details.minimumSizeHint().height() > 2 * empty


def test_what_cannot_be_read_is_said_once_for_all(qtbot: QtBot) -> None:
    failures = ReadingFailures()
    error = TrainingError("{path} is damaged.", path="run.toml")
    with qtbot.waitSignal(failures.said) as heard:
        for name in "abcd":
            failures.add(Path("/runs") / name, error)
    (text,) = heard.args
    assert text == "4 run(s) could not be read: a, b, c, …. The first: run.toml is damaged."
    with qtbot.waitSignal(failures.said) as heard:
        failures.add(Path("/runs/a"), error)
    assert heard.args == ["run.toml is damaged."]


def test_runs_whose_settings_are_damaged_are_left_out_of_the_comparison(
    qtbot: QtBot, window: MainWindow
) -> None:
    good, other, bad = (a_run(seed=seed) for seed in (1, 2, 3))
    pane = opened(qtbot, window, good, other, bad)
    choose(qtbot, pane, good, other, bad)
    (bad.path / "run.toml").write_text("= no toml", encoding="utf-8")
    pane.comparison.setCurrentWidget(pane.differences)
    table = pane.differences.table
    assert table.columnCount() == 2
    assert {table.item(0, column).text() for column in (0, 1)} == {"1", "2"}
    assert "1 setting" in pane.differences.note.text()
    assert "1 run(s) left out" in pane.differences.note.text()
    pane.differences.copy()


def test_a_folder_that_takes_long_is_listed_while_it_is_looked_into(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(5):
        a_run(seed=seed)
    monkeypatch.setattr(run_list, "_TELL_EVERY", -1.0)
    found: list[tuple[RunSummary, ...]] = []
    parent = QObject()
    listed = RunList((runs_dir(),), parent)
    listed.runs_found.connect(found.append)
    listed.look()
    qtbot.waitUntil(lambda: listed.is_complete)
    assert [len(runs) for runs in found] == [1, 2, 3, 4, 5, 5]
    # What is known already is not taken back while it is looked into again.
    listed.look()
    qtbot.waitUntil(lambda: len(found) > 6)
    assert len(found[6]) == 5


def test_a_run_that_cannot_be_listed_is_named_once(qtbot: QtBot, home: Path) -> None:
    a_run(seed=0)
    broken = a_run(seed=1)
    (broken.path / "run.toml").write_bytes(b"\x00" * 100)
    (broken.path / SUMMARY).write_bytes(b"\x00" * 100)
    parent = QObject()
    listed = RunList((runs_dir(),), parent)
    told: list[MemStudioError] = []
    listed.run_left_out.connect(told.append)
    for _ in range(2):
        seen = len(told)
        found: list[object] = []
        listed.runs_found.connect(found.append)
        listed.look()
        qtbot.waitUntil(lambda found=found: bool(found))
    assert len(listed.runs) == 1
    assert len(told) == 1 == seen
    assert str(broken.path) in str(told[0])


def test_a_folder_whose_listing_fails_is_looked_into_again(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("changed while it was read")

    a_run(seed=0)
    parent = QObject()
    listed = RunList((runs_dir(),), parent)
    with monkeypatch.context() as patched:
        patched.setattr(run_list.RunIndex, "each", fails)
        patched.setattr(run_list, "_log", Mock())
        listed.look()
        qtbot.waitUntil(lambda: listed.is_complete)
    assert not listed.runs
    listed.look()
    qtbot.waitUntil(lambda: len(listed.runs) == 1)
