"""This computer, as it is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from memstudio.costs import measured_machine as measured
from memstudio.errors import Cancelled
from memstudio.progress import Control


@pytest.mark.slow
def test_a_processor_comes_to_figures_that_there_can_be() -> None:
    found = measured.measured_machine("cpu", num_threads=1)
    assert found.is_processor
    assert 1e8 < found.flops < 1e13
    assert 1e8 < found.moved < 1e12
    assert 1e-6 <= found.operation < 1e-2
    assert found.fresh > 0
    assert found.memory is not None


def test_a_run_fits_into_what_the_program_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    held = replace(measured.memory_use(cpu), process_bytes=3 << 30)
    monkeypatch.setattr(measured, "memory_use", lambda _: held)
    for left, most in ((None, 16 << 30), (4 << 30, 7 << 30), (15 << 30, 16 << 30)):
        monkeypatch.setattr(measured, "left_of_limit", lambda left=left: left)
        assert measured._memory(cpu, 16 << 30) == most
        assert measured._memory(torch.device("cuda:0"), 16 << 30) == 16 << 30


def test_numbers_that_the_processor_does_not_have_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half precision took 15 s a product, some seventy of which were done."""
    now, done = 0.0, []

    def work() -> None:
        nonlocal now
        done.append(now)
        now += 15.0

    for clock in ("process_time", "perf_counter"):
        monkeypatch.setattr(measured.time, clock, lambda: now)
    assert measured._best(work, torch.device("cpu"), Control()) == 15.0
    assert len(done) == 1

    monkeypatch.setattr(measured, "_best", lambda *_: done.append(0) or 2.0)
    rows, width_in, width_out = measured._PRODUCTS[0]
    done.clear()
    speed = measured._flops(torch.device("cpu"), torch.bfloat16, Control())
    assert speed == rows * width_in * width_out
    assert len(done) == 1


def test_a_measurement_is_given_up_between_any_two_of_its_products() -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        measured._flops(torch.device("cpu"), torch.float32, control)
