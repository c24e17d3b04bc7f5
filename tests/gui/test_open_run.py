"""What the dialog of a run leads to, and that a file to be read is left to the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio.gui.cut_off_notice import CutOffNotice
from memstudio.gui.dialogs.open_run import OpenRunDialog
from memstudio.gui.main_window import MainWindow
from memstudio.gui.selection import SelectionModel
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_summary import RunSummary
from memstudio.workers.messages import ReadData, Request, TaskKind, TextFile, Trace, Train
from tests.gui.conftest import Engine, a_corpus, a_step
from tests.gui.runs import a_run, finished, record, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session


@pytest.fixture
def submitted(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What the worker was asked for."""
    requests: list[Request] = []
    monkeypatch.setattr(session._engine, "submit", requests.append)
    return requests


@pytest.fixture
def opened(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The traces that were to be shown; the ones here are empty folders."""
    paths: list[str] = []
    monkeypatch.setattr(session.traces, "open", paths.append)
    return paths


@pytest.fixture
def ask(window: MainWindow) -> Callable[[RunFolder], OpenRunDialog]:
    """Opens a run's dialog."""

    def ask(run: RunFolder) -> OpenRunDialog:
        window.commands.runs.show(str(run.path))
        return window.findChildren(OpenRunDialog)[-1]

    return ask


def test_the_dialog_leads_to_the_curves(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    ask: Callable[[RunFolder], OpenRunDialog],
    tmp_path: Path,
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3))
    dialog = ask(run)
    assert dialog.curves_button.property("role") == "primary"
    assert dialog.curves_button.isDefault()
    assert dialog.model_button.property("role") != "primary"
    dialog.curves_button.click()
    assert window.pages.current == "train"
    pane = window.train_page()
    qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [3])


def test_of_a_run_that_ended_well_the_model_is_offered_first(
    ask: Callable[[RunFolder], OpenRunDialog], tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), finished(3))
    run.model.mkdir()
    (run.model / "config.json").touch()
    dialog = ask(run)
    assert dialog.model_button.property("role") == "primary"
    assert dialog.curves_button.isEnabled()
    assert dialog.curves_button.property("role") != "primary"
    dialog.reject()


def test_during_a_run_of_the_window_only_its_own_curves_can_be_shown(
    window: MainWindow,
    session: Session,
    engine: Engine,
    ask: Callable[[RunFolder], OpenRunDialog],
    tmp_path: Path,
) -> None:
    own, other = a_run(tmp_path, "a"), a_run(tmp_path, "b")
    record(other, a_step(3))
    engine.train()
    engine.event(started(own))
    dialog = ask(other)
    assert not dialog.curves_button.isEnabled()
    assert "until it ends" in dialog.curves_button.toolTip()
    dialog.reject()
    dialog = ask(own)
    dialog.curves_button.click()
    assert window.pages.current == "train"
    assert session.run is not None
    assert session.run.is_active


@pytest.mark.slow
def test_its_memory_comes_with_the_slider(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    opened: list[str],
    ask: Callable[[RunFolder], OpenRunDialog],
    tmp_path: Path,
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3))
    for step in (0, 3):
        run.trace(step).mkdir(parents=True)
    dialog = ask(run)
    dialog.trace_button.click()
    assert window.pages.current == "memory"
    assert opened[-1] == str(run.trace(3))
    assert list(session.traces.probes) == [0, 3]
    qtbot.waitUntil(lambda: not session._watch.is_watching)


# ---------------------------------------------------------------------- text from a file


def test_a_file_is_not_read_by_the_window(
    session: Session, submitted: list[Request], tmp_path: Path
) -> None:
    from memstudio.gui.panes.memory.pane import MemoryPane

    pane = MemoryPane(session, SelectionModel())
    pane.reading.read_path(tmp_path / "absent.txt")
    (request,) = submitted
    assert isinstance(request, Trace)
    assert request.text == TextFile(str(tmp_path / "absent.txt"), 40_000_000)
    assert request.document == "absent.txt"
    session.cancel(TaskKind.TRACE)
    assert request.control.is_cancelled
    pane.deleteLater()


def test_the_text_of_a_run_that_goes_on_is_opened_where_none_is(
    window: MainWindow, engine: Engine, submitted: list[Request], tmp_path: Path
) -> None:
    config = RunConfig.of(model="demo", out=str(tmp_path), data=("/texts/own.txt",))
    run = RunFolder.create(config)
    window.commands.runs.resume(str(run.path))
    read, train = submitted
    assert isinstance(read, ReadData)
    assert read.paths == ("/texts/own.txt",)
    assert isinstance(train, Train)
    assert "begins anew" in window.messages.messages[-1].text
    submitted.clear()
    window.session.run = None
    window.session._on_worker_corpus_read(a_corpus("/texts/another.txt"))
    window.commands.runs.resume(str(run.path))
    assert [type(each) for each in submitted] == [Train]
    window.session.run = None


@pytest.mark.parametrize(
    ("has_checkpoint", "said"), [(True, "after step 7 of 20"), (False, "nothing")]
)
def test_a_run_that_was_cut_off_is_told_of_once_at_the_next_start(
    window: MainWindow, tmp_path: Path, monkeypatch, qtbot, has_checkpoint: bool, said: str
) -> None:
    checkpoint = tmp_path / "checkpoint-5" if has_checkpoint else None
    monkeypatch.setattr(RunFolder, "last_checkpoint", lambda _: checkpoint)
    resumed: list[str] = []
    monkeypatch.setattr(window.commands.runs, "resume", resumed.append)
    cut_off = RunSummary("2026-01-02-030405-a", tmp_path, "interrupted", 7, 20, "demo", (), 0.0)
    for _ in range(2):
        # Each start has one of its own.
        CutOffNotice(window)
        window.library_dock.runs_listed.emit([cut_off])
    (banner,) = window.banners.banners()
    assert said in banner.text.text()
    assert banner.message.tone == "warning"
    assert banner.undo.isVisibleTo(banner) == has_checkpoint
    if has_checkpoint:
        assert banner.undo.text() == "Go on"
        qtbot.mouseClick(banner.undo, Qt.MouseButton.LeftButton)
        assert resumed == [str(tmp_path)]


def test_a_run_that_was_cut_off_long_ago_is_not_told_of(window: MainWindow, tmp_path: Path) -> None:
    CutOffNotice(window)
    done = RunSummary("b", tmp_path, "completed", 20, 20, "demo", (), 1.0)
    window.library_dock.runs_listed.emit([done, replace(done, state="interrupted", created=0.0)])
    assert window.messages.messages == []
