"""The train pane: what is missing is said, the form makes the run's settings, events are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio import events
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.gui.selection import SelectionModel
from memstudio.training.run_config import RunConfig
from memstudio.workers.messages import TaskKind
from tests.gui.conftest import Engine, a_corpus, a_step

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session


@pytest.fixture
def pane(qtbot: QtBot, session: Session) -> TrainPane:
    pane = TrainPane(session, SelectionModel())
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    return pane


@pytest.fixture
def started(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """The settings of the runs that were started."""
    configs: list[RunConfig] = []
    monkeypatch.setattr(session, "start_training", configs.append)
    return configs


def test_what_is_missing_is_said_one_thing_after_the_other(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    assert "Open a model" in pane.reason.text()
    engine.model()
    assert "drop a file" in pane.reason.text()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert not pane.reason.isVisible()
    assert pane.start_button.isEnabled()
    engine.start(TaskKind.LOAD)
    assert "Wait" in pane.reason.text()
    assert not pane.start_button.isEnabled()


def test_the_form_starts_with_the_defaults_of_the_settings(
    pane: TrainPane, session: Session
) -> None:
    plain = RunConfig()
    config = pane.form.config("m", ("a",), "auto")
    changed = {"model": "m", "data": ("a",), "trains": "everything"}
    assert config == plain.changed(**changed)


def test_a_click_starts_a_run_with_what_the_form_says(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, started: list[RunConfig]
) -> None:
    engine.model(kind=None)
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    pane.form.steps.setValue(77)
    pane.form.num_slots.setValue(5)
    pane.form.bptt_depth.setValue(2)
    pane.form.memory_only.setChecked(True)
    pane.form.learning_rate.setText("2e-4")
    qtbot.mouseClick(pane.start_button, Qt.MouseButton.LeftButton)
    (config,) = started
    assert (config.steps, config.memory.num_slots, config.bptt_depth) == (77, 5, 2)
    assert (config.trains, config.learning_rate) == ("memory", 2e-4)
    assert config.data == ("/texts/a.txt",)


def test_a_wrong_value_is_named_and_nothing_starts(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, started: list[RunConfig]
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    for text in ("fast", "-1", ""):
        pane.form.learning_rate.setText(text)
        assert "learning_rate" in pane.reason.text()
        assert not pane.start_button.isEnabled()
    pane.start()
    assert not started


def test_a_model_with_a_memory_keeps_its_own(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    assert pane.form.num_slots.value() == 16
    assert not pane.form.num_slots.isEnabled()
    engine.model("plain", kind=None)
    assert pane.form.num_slots.isEnabled()
    pane.form.kind.setCurrentIndex(pane.form.kind.findData("none"))
    assert not pane.form.num_slots.isEnabled()
    assert not pane.form.memory_only.isEnabled()


def test_presets_change_the_fields(pane: TrainPane) -> None:
    pane.form.apply_preset({"steps": 50, "probe_every": 10})
    assert pane.form.steps.value() == 50
    assert "50 steps" in pane.estimate.text()


def test_events_fill_curves_figures_and_the_result(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.train()
    for step in range(121, 131):
        engine.event(a_step(step))
    engine.event(events.Validated(step=130, loss=3.0, loss_memory_reset=3.4))
    x, y = pane.progress.chart.points("training")
    assert (x[-1], y[-1]) == (130, 2.5)
    assert pane.progress.chart.points("validation") == ([130], [3.0])
    assert pane.progress.bar.value() == 130
    assert "12.3 k tok/s" in pane.progress._tiles["speed"].text()
    engine.event(
        events.RunFinished(
            step=130, reason="stopped", loss_before=4.0, loss_after=3.0, model="model"
        )
    )
    assert "-1.000" in pane.progress.result.text()
    assert "+0.400" in pane.progress.result.text()
    assert "Stopped after step 130" in pane.state.text()
    assert not pane.pause_button.isVisible()


def test_pause_resume_and_stop_act_on_the_run(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.train()
    control = session._controls[TaskKind.TRAIN]
    qtbot.mouseClick(pane.pause_button, Qt.MouseButton.LeftButton)
    assert control.is_paused
    engine.event(events.RunPaused(step=120))
    assert "Paused after step 120" in pane.state.text()
    qtbot.mouseClick(pane.pause_button, Qt.MouseButton.LeftButton)
    assert not control.is_paused
    qtbot.mouseClick(pane.stop_button, Qt.MouseButton.LeftButton)
    assert control.is_stop_requested
    assert not pane.stop_button.isEnabled()


def test_a_failed_run_says_why(pane: TrainPane, session: Session, engine: Engine) -> None:
    engine.train()
    engine.event(events.RunFailed(step=3, text="The disk {disk} is full.", values={"disk": "A"}))
    assert "The disk A is full." in pane.progress.result.text()
    assert not session.run.is_active


def test_problems_of_files_are_listed(pane: TrainPane, session: Session) -> None:
    from dataclasses import replace

    from memstudio.data.preview import ProblemRow

    corpus = a_corpus("/texts/a.txt")
    row = ProblemRow("/texts/b.txt", None, "The file is {what}.", {"what": "empty"})
    session._on_worker_corpus_read(replace(corpus, problems=(row,)))
    assert "The file is empty." in pane.dataset.problems.text()
    assert pane.dataset.problems.isVisible()
    session.clear_data()
    assert "Drop text files" in pane.dataset.summary.text()


def test_a_hundred_thousand_points_are_drawn_at_the_charts_own_rate(
    qtbot: QtBot, pane: TrainPane
) -> None:
    chart = pane.progress.chart
    for step in range(100_000):
        chart.append("training", step, 1.0 / (1 + step))
    qtbot.waitUntil(lambda: not chart._is_dirty, timeout=10_000)
    assert len(chart.as_text().splitlines()) == 100_001
