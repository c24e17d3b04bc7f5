"""Runs on disk, as `memstudio train` leaves them, made without a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio import events
from memstudio.gui.panes.runs.pane import RunsPane
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_writer import RunWriter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow


def a_run(tmp_path: Path, name: str = "runs") -> RunFolder:
    return RunFolder.create(RunConfig(model="demo", out=str(tmp_path / name), steps=500))


def started(run: RunFolder, **changes: Any) -> events.RunStarted:
    values = {
        "run": str(run.path), "total_steps": 500, "num_parameters": 9000, "num_trainable": 3000,
        "device": "cpu", "train_tokens": 100, "validation_tokens": 10,
    }  # fmt: skip
    return events.RunStarted(**(values | changes))


def finished(step: int, reason: str = "completed") -> events.RunFinished:
    return events.RunFinished(
        step=step, reason=reason, loss_before=3.0, loss_after=2.0, model="model"
    )


def record(run: RunFolder, *parts: events.RunEvent) -> None:
    with RunWriter(run) as writer:
        for event in (started(run), *parts):
            writer.append(event)


def checkpoint(run: RunFolder, step: int) -> None:
    folder = run.checkpoint(step)
    folder.mkdir(parents=True)
    for name in (
        "model.safetensors", "trainer_state.json", "optimizer.pt", "scheduler.pt", "rng_state.pth",
    ):  # fmt: skip
        (folder / name).touch()


def opened(qtbot: QtBot, window: MainWindow, *runs: RunFolder) -> RunsPane:
    """The Runs page, once it lists these runs."""
    window.show_page("runs")
    pane = window.page("runs")
    assert isinstance(pane, RunsPane)
    qtbot.waitUntil(lambda: pane.table.runs.rowCount() == len(runs))
    return pane


def choose(qtbot: QtBot, pane: RunsPane, *runs: RunFolder) -> None:
    """Select runs, and wait until the page has heard of it."""
    pane.table.choose({run.path for run in runs})
    qtbot.waitUntil(lambda: len(pane.actions_of_runs._runs) == len(runs))
