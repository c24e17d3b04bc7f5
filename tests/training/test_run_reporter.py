"""What is told of a run, to whom and how often."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from memstudio.events import RunEvent, StepFinished, Validated
from memstudio.progress import Control, Progress
from memstudio.training import run_reporter
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_reporter import RunReporter
from memstudio.training.run_writer import RunWriter
from tests.training.conftest import Events
from tests.training.test_run_folder import START, step


class Time:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def every_step() -> None:
    """Steps are handed on as often as to a user."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(run_reporter, "time", clock)
    return clock


def test_fast_steps_are_handed_on_together_and_written_singly(tmp_path: Path, clock: Time) -> None:
    folder = RunFolder.create(RunConfig(out=str(tmp_path)))
    events = Events()
    progress: list[Progress] = []
    with RunWriter(folder) as writer:
        reporter = RunReporter(writer, events, Control(on_progress=progress.append))
        written: list[RunEvent] = []
        for number in range(1, 101):
            clock.now += 0.01
            written.append(step(number, loss=float(number)))
            reporter.emit(written[-1])
        told = len(events)
        assert 18 <= told <= 22
        validated = Validated(step=100, loss=1.0)
        reporter.emit(validated)
        reporter.close()
    assert list(folder.events()) == [*written, validated]
    assert events[-1] == validated
    steps = events.of(StepFinished)
    assert [event.step for event in steps] == sorted(event.step for event in steps)
    assert steps[-1].step == 100
    assert steps[0].loss == 1.0
    # Each carries the mean of the losses since the one before.
    for before, event in itertools.pairwise(steps):
        assert event.loss == pytest.approx((before.step + 1 + event.step) / 2)
    assert (progress[-1].done, progress[-1].total) == (100, 9)


def test_slow_steps_are_handed_on_as_they_are(tmp_path: Path, clock: Time) -> None:
    folder = RunFolder.create(RunConfig(out=str(tmp_path)))
    events = Events()
    with RunWriter(folder) as writer:
        reporter = RunReporter(writer, events, Control())
        sent = []
        for number in range(1, 6):
            clock.now += 0.2
            sent.append(step(number))
            reporter.emit(sent[-1])
            assert events == sent
        reporter.close()


def test_a_run_goes_on_without_tensorboard(tmp_path: Path) -> None:
    folder = RunFolder.create(RunConfig(out=str(tmp_path)))
    folder.tensorboard.write_text("in the way", encoding="utf-8")
    events = Events()
    with RunWriter(folder) as writer:
        reporter = RunReporter(writer, events, Control())
        reporter.emit(step(1))
        reporter.close()
    assert len(events) == 1


def test_tensorboard_gets_the_curves(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    folder = RunFolder.create(RunConfig(out=str(tmp_path)))
    with RunWriter(folder) as writer:
        reporter = RunReporter(writer, Events(), Control())
        for number in range(1, 4):
            reporter.emit(step(number, loss=float(number)))
        reporter.close()
        # It goes on from a checkpoint of step 1, and does the others again.
        reporter = RunReporter(writer, Events(), Control())
        reporter.emit(START.model_copy(update={"first_step": 1}))
        for number in range(2, 4):
            reporter.emit(step(number, loss=float(number)))
        reporter.emit(Validated(step=3, loss=7.0, loss_memory_reset=8.0))
        reporter.close()
    board = EventAccumulator(str(folder.tensorboard)).Reload()
    assert [(e.step, e.value) for e in board.Scalars("train/loss")] == [
        (1, 1.0),
        (2, 2.0),
        (3, 3.0),
    ]
    assert [(e.step, e.value) for e in board.Scalars("validation/loss")] == [(3, 7.0)]
    assert [e.value for e in board.Scalars("validation/loss_memory_reset")] == [8.0]
