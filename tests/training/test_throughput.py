"""The clock of a run."""

from __future__ import annotations

import pytest

from memstudio.training.run_config import RunConfig
from memstudio.training.sample_growth import segments_at, segments_read
from memstudio.training.throughput import Throughput


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pauses_and_work_aside_are_left_out_of_tokens_a_second() -> None:
    clock = Clock()
    speed = Throughput(clock)
    for _ in range(4):
        clock.now += 1.0
        speed.step(100)
    assert speed.tokens_per_second == pytest.approx(100.0)
    with speed.pause():
        clock.now += 1000.0
    with speed.aside():
        clock.now += 4.0
    clock.now += 1.0
    speed.step(100)
    assert speed.tokens_per_second == pytest.approx(100.0)
    assert speed.elapsed == pytest.approx(9.0)
    assert speed.eta(10) == pytest.approx(18.0)


def test_a_pause_during_work_aside_is_counted_once() -> None:
    clock = Clock()
    speed = Throughput(clock)
    clock.now += 1.0
    speed.step(50)
    with speed.aside():
        clock.now += 2.0
        with speed.pause():
            clock.now += 30.0
    clock.now += 1.0
    speed.step(50)
    assert speed.elapsed == pytest.approx(4.0)
    assert speed.tokens_per_second == pytest.approx(50.0)


def test_a_checkpoint_is_left_out_also_one_written_in_a_pause() -> None:
    clock = Clock()
    speed = Throughput(clock)
    for _ in range(2):
        clock.now += 1.0
        speed.step(50)
        clock.now += 3.0
        speed.was_aside(3.0)
        with speed.pause():
            clock.now += 5.0
            speed.was_aside(5.0)
    assert speed.elapsed == pytest.approx(8.0)
    assert speed.tokens_per_second == pytest.approx(50.0)


def test_only_the_last_seconds_count() -> None:
    clock = Clock()
    speed = Throughput(clock)
    for _ in range(30):
        clock.now += 1.0
        speed.step(10)
    for _ in range(30):
        clock.now += 1.0
        speed.step(1000)
    assert speed.tokens_per_second == pytest.approx(1000.0)


def test_what_is_left_takes_longer_where_samples_grow() -> None:
    config = RunConfig(steps=32, segments_per_sample=16, growth_fraction=1.0)
    lengths = [segments_at(step, config) for step in range(32)]
    clock = Clock()
    speed = Throughput(clock)
    for step, segments in enumerate(lengths, start=1):
        clock.now += float(segments)
        speed.step(100 * segments, segments)
        assert speed.eta(segments_read(config, step)) == pytest.approx(sum(lengths[step:]))


def test_one_slow_step_is_enough_for_a_figure() -> None:
    clock = Clock()
    speed = Throughput(clock)
    assert speed.tokens_per_second == 0.0
    assert speed.eta(5) == 0.0
    clock.now += 60.0
    speed.step(600)
    assert speed.tokens_per_second == pytest.approx(10.0)
    clock.now += 30.0
    speed.step(600)
    assert speed.tokens_per_second == pytest.approx(20.0)
