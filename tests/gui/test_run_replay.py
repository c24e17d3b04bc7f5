"""A run on disk is looked at as one of the window's own, followed while another program trains it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memstudio import events
from memstudio.gui import run_watch
from memstudio.gui.main_window import MainWindow
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.training.run_config import RunConfig
from memstudio.training.run_writer import RunWriter
from memstudio.workers.messages import Failure, LoadModel, Request, TaskKind
from tests.gui.conftest import Engine, a_step
from tests.gui.runs import a_run, checkpoint, finished, record, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session
    from memstudio.training.run_folder import RunFolder


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_watch, "_LOOK_EVERY_MS", 10)


@pytest.fixture
def pane(qtbot: QtBot, session: Session) -> TrainPane:
    pane = TrainPane(session)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    return pane


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
def failures(session: Session) -> list[Failure]:
    heard: list[Failure] = []
    session.failed.connect(heard.append)
    return heard


def shown(qtbot: QtBot, session: Session, run: RunFolder) -> None:
    """Show a run that is over, and wait until all of it has been read."""
    session.show_run(str(run.path))
    qtbot.waitUntil(lambda: not session._watch.is_watching)


def test_a_finished_run_is_shown_whole_and_cannot_be_steered(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    steps = [a_step(number) for number in range(1, 501)]
    validated = events.Validated(step=500, loss=2.0, loss_memory_reset=2.25)
    record(run, *steps, validated, finished(500))
    shown(qtbot, session, run)
    assert session.run is not None
    assert (session.run.state, session.run.step) == ("completed", 500)
    assert session.run.is_from_disk
    assert not session.run.is_active
    assert pane.progress.chart.points("training")[0] == list(range(1, 501))
    assert pane.progress.chart.points("memory reset") == ([500], [2.25])
    assert pane.progress.bar.value() == 500
    assert run.name in pane.progress.facts.text()
    assert "500" in pane.header.state.text()
    assert "folder" in pane.header.note.text()
    assert pane.progress.result.isVisible()
    assert any("2.250" in row for row in pane.progress.result.table())
    for button in (
        pane.header.pause_button, pane.header.stop_button, pane.progress.result.resume_button,
        pane.progress.result.memory_button,
    ):  # fmt: skip
        assert not button.isVisible()
    assert pane.progress.result.folder_button.isVisible()
    assert pane.form.isEnabled()


def test_a_run_of_another_program_is_followed_to_its_end(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    with RunWriter(run) as writer:
        session.show_run(str(run.path))
        qtbot.waitUntil(lambda: session.run is not None and session.run.state == "running")
        assert "another program" in pane.header.state.text()
        writer.append(started(run))
        writer.append(a_step(7))
        qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [7])
        assert "step 7 of 500" in pane.header.state.text()
        assert not pane.header.pause_button.isVisible()
        assert not pane.header.stop_button.isVisible()
        assert not pane.progress.result.isVisible()
        assert session.run is not None
        assert session.run.is_on_elsewhere
        writer.append(events.RunPaused(step=7))
        qtbot.waitUntil(lambda: "Held" in pane.header.state.text())
        assert not pane.header.use_button.isVisible()
        writer.append(a_step(8))
        writer.append(finished(8, "stopped"))
    qtbot.waitUntil(lambda: not session._watch.is_watching)
    assert pane.progress.result.isVisible()
    assert "Stopped after step 8" in pane.header.state.text()


@pytest.mark.slow
def test_a_long_record_is_taken_in_a_little_at_a_time(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    lines = [a_step(number, 20_000).to_line() for number in range(1, 20_001)]
    run.metrics.write_text("\n".join([started(run).to_line(), *lines]), encoding="utf-8")
    parts: list[int] = []
    session.run_read.connect(lambda found: parts.append(len(found)))
    session.show_run(str(run.path))
    assert not parts, "the window goes on before anything is read"
    qtbot.waitUntil(lambda: len(parts) > 3)
    assert pane.header.state.text() == "Reading what was recorded"
    qtbot.waitUntil(lambda: not session._watch.is_watching, timeout=30_000)
    assert max(parts) < 500
    assert len(pane.progress.chart.points("training")[0]) == 20_000
    assert session.run is not None
    assert session.run.state == "interrupted"


@pytest.mark.slow
def test_another_run_takes_its_place(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    one, other = a_run(tmp_path, "a"), a_run(tmp_path, "b")
    record(other, a_step(3), finished(3, "stopped"))
    with RunWriter(one) as writer:
        writer.append(started(one))
        writer.append(a_step(100))
        session.show_run(str(one.path))
        qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [100])
        shown(qtbot, session, other)
        writer.append(a_step(101))
        qtbot.wait(50)
    assert pane.progress.chart.points("training")[0] == [3]
    assert session.run is not None
    assert session.run.folder == str(other.path)


def test_a_run_of_the_window_takes_its_place_and_can_be_steered(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    engine: Engine,
    submitted: list[Request],
    tmp_path: Path,
) -> None:
    pane = window.train_page()
    run = a_run(tmp_path)
    with RunWriter(run) as writer:
        writer.append(started(run))
        writer.append(a_step(9))
        session.show_run(str(run.path))
        qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [9])
        assert not window.actions_table["train.pause"].isEnabled()
        session.start_training(RunConfig())
        assert window.actions_table["train.pause"].isEnabled()
        assert not session._watch.is_watching
        writer.append(a_step(10))
        qtbot.wait(50)
    assert pane.progress.chart.points("training")[0] == []
    assert session.run is not None
    assert session.run.is_active
    assert len(submitted) == 1


def test_a_run_of_the_window_is_not_pushed_aside(
    pane: TrainPane,
    session: Session,
    engine: Engine,
    submitted: list[Request],
    failures: list[Failure],
    tmp_path: Path,
) -> None:
    engine.train()
    before = session.run
    control = session._controls.latest(TaskKind.TRAIN)
    run = a_run(tmp_path)
    session.show_run(str(run.path))
    session.start_training(RunConfig())
    session.resume_run(str(run.path))
    assert session.run is before
    assert session._controls.latest(TaskKind.TRAIN) is control
    assert not submitted
    assert [failure.is_refusal for failure in failures] == [True] * 3
    assert "going on" in failures[0].text
    assert not pane.progress.result.isVisible()
    assert not session._watch.is_watching


def test_none_is_begun_before_the_last_one_has_ended(
    window: MainWindow,
    session: Session,
    engine: Engine,
    submitted: list[Request],
    failures: list[Failure],
    tmp_path: Path,
) -> None:
    """Its trackers may be waited for; the end of the one would be taken for the other's."""
    pane = window.train_page()
    window.show_page("train")
    run = a_run(tmp_path)
    checkpoint(run, 120)
    engine.ready()
    engine.model()
    engine.train()
    engine.event(started(run))
    engine.event(events.RunFinished(step=120, reason="stopped", model="/x"))
    assert "ending" in window.actions_table["train.start"].toolTip()
    pane.progress.result.resume_button.click()
    window.commands.runs.resume(str(run.path))
    session.start_training(RunConfig())
    assert not submitted
    assert [failure.is_refusal for failure in failures] == [True] * 2
    assert "still ending" in window.messages.messages[-2].text
    engine.end(TaskKind.TRAIN)
    pane.progress.result.resume_button.click()
    engine.start(TaskKind.TRAIN)
    assert len(submitted) == 1
    assert session.run is not None
    assert session.run.is_active


def test_a_run_that_was_cut_off_can_be_gone_on_with_where_it_can(
    qtbot: QtBot,
    pane: TrainPane,
    session: Session,
    submitted: list[Request],
    opened: list[str],
    tmp_path: Path,
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(4))
    shown(qtbot, session, run)
    assert "Interrupted after step 4 of 500" in pane.header.state.text()
    assert "ended before" in pane.progress.result.words.text()
    assert not pane.progress.result.resume_button.isVisible()
    checkpoint(run, 4)
    shown(qtbot, session, run)
    assert pane.progress.chart.points("training")[0] == [4]
    pane.progress.result.resume_button.click()
    (request,) = submitted
    assert request.resume_from == str(run.path)
    assert session.run is not None
    assert session.run.is_active


def test_one_that_failed_before_it_began_says_why(
    qtbot: QtBot, pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    with RunWriter(run) as writer:
        writer.append(events.RunFailed(step=0, text="There is no {what}.", values={"what": "text"}))
    shown(qtbot, session, run)
    assert pane.progress.result.words.text() == "There is no text."
    assert pane.progress.result.folder_button.isVisible()
    assert not pane.progress.result.resume_button.isVisible()


def test_its_probes_are_on_the_slider_of_training_time(
    qtbot: QtBot, pane: TrainPane, session: Session, opened: list[str], tmp_path: Path
) -> None:
    session.traces.add_probe("/of/another/run", 7)
    run = a_run(tmp_path)
    for step in (0, 10, 20):
        run.trace(step).mkdir(parents=True)
    # One was deleted since.
    probes = [events.ProbeRecorded(step=step, trace=f"traces/step-{step}.zarr") for step in (0, 5)]
    opened.clear()
    with RunWriter(run) as writer:
        for event in (started(run), *probes, a_step(20)):
            writer.append(event)
        session.show_run(str(run.path))
        qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [20])
        assert list(session.traces.probes) == [0, 10, 20]
        assert opened == [str(run.trace(20))]
        session.traces.show_step(10)
        assert opened[-1] == str(run.trace(10))
        run.trace(30).mkdir()
        writer.append(events.ProbeRecorded(step=30, trace="traces/step-30.zarr"))
        qtbot.waitUntil(lambda: 30 in session.traces.probes)
        writer.append(finished(30))
    qtbot.waitUntil(pane.progress.result.memory_button.isVisible)


def test_trying_its_model_opens_it_first(
    qtbot: QtBot, pane: TrainPane, session: Session, submitted: list[Request], tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), finished(3))
    shown(qtbot, session, run)
    pane.progress.result.use_button.click()
    (request,) = submitted
    assert isinstance(request, LoadModel)
    assert request.reference == str(run.model)


def test_a_record_that_cannot_be_read_is_said(
    qtbot: QtBot, pane: TrainPane, session: Session, failures: list[Failure], tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    run.metrics.mkdir()
    session.show_run(str(run.path))
    qtbot.waitUntil(lambda: bool(failures))
    assert "cannot be read" in pane.progress.result.words.text()
    # That says nothing of the run itself.
    assert pane.header.state.text() == "What was recorded cannot be read"
    assert not session._watch.is_watching
    session.show_run(str(tmp_path / "absent"))
    assert "not the folder of a run" in failures[-1].text


def test_a_page_that_is_built_later_shows_it_all(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), finished(3))
    shown(qtbot, session, run)
    pane = TrainPane(session)
    qtbot.addWidget(pane)
    qtbot.waitUntil(lambda: pane.progress.chart.points("training")[0] == [3])
