"""A run's record as arrays: whole, growing, and with steps that were done again."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from memstudio.events import StepFinished, Validated
from memstudio.training.run_config import RunConfig
from memstudio.training.run_curves import CurveReader
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_writer import RunWriter


def step(number: int, loss: float = 2.0) -> StepFinished:
    return StepFinished(
        step=number, total_steps=9, loss=loss, learning_rate=0.1 * number, grad_norm=1.0,
        tokens=100 * number, tokens_per_second=1.0, elapsed=0.5 * number, eta=1.0, process_bytes=1,
    )  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder.create(RunConfig(out=str(tmp_path)))


def test_all_is_read_in_parts_however_small(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        for number in range(1, 40):
            writer.append(step(number, 1 / number))
    reader = CurveReader(run.path, at_once=100)
    while reader.follower.is_behind:
        reader.read()
    x, y = reader.curves().points("loss")
    assert x.tolist() == list(range(1, 40))
    assert y.tolist() == [1 / number for number in range(1, 40)]
    assert not reader.read()


def test_what_comes_later_is_added_and_what_was_handed_out_stays(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append(step(1))
        reader = CurveReader(run.path)
        assert reader.read()
        before = reader.curves()
        writer.append(step(2))
        assert reader.read()
        assert not reader.follower.is_over
    assert before.points("loss")[0].tolist() == [1]
    assert reader.curves().points("loss")[0].tolist() == [1, 2]


def test_steps_done_again_replace_the_first(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        for number, loss in ((1, 9.0), (2, 8.0), (3, 7.0), (2, 6.0)):
            writer.append(step(number, loss))
        for at, loss in ((0, 5.0), (2, 4.0), (2, 3.0)):
            writer.append(Validated(step=at, loss=loss, loss_memory_reset=loss + 1))
    reader = CurveReader(run.path)
    reader.read()
    curves = reader.curves()
    assert [values.tolist() for values in curves.points("loss")] == [[1, 2], [9.0, 6.0]]
    assert [values.tolist() for values in curves.points("held_out")] == [[0, 2], [5.0, 3.0]]
    assert curves.points("memory_reset")[1].tolist() == [6.0, 4.0]


def test_validations_lie_where_their_step_lies_on_every_axis(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append(Validated(step=0, loss=5.0))
        for number in (1, 2, 3, 4):
            writer.append(step(number))
        writer.append(Validated(step=4, loss=4.0))
    reader = CurveReader(run.path)
    reader.read()
    curves = reader.curves()
    assert curves.points("held_out", "tokens")[0].tolist() == [0, 400]
    assert curves.points("held_out", "seconds")[0].tolist() == [0, 2.0]
    assert curves.points("learning_rate", "seconds")[0].tolist() == [0.5, 1.0, 1.5, 2.0]


def test_a_loss_that_is_no_number_is_left_out(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append(step(1))
        writer.append(step(2, math.nan))
    reader = CurveReader(run.path)
    reader.read()
    assert reader.curves().points("loss")[0].tolist() == [1]


def test_a_run_without_a_record_has_no_points(run: RunFolder) -> None:
    reader = CurveReader(run.path)
    reader.read()
    for quantity in ("loss", "held_out", "memory_reset"):
        for axis in ("step", "tokens", "seconds"):
            assert len(reader.curves().points(quantity, axis)[0]) == 0
