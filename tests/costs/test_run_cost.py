"""The formulas: parts, times and what is sent, by hand for a step of round numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from memstudio.costs.asked import CostBook, Place
from memstudio.costs.machines import GPUS, Machine
from memstudio.costs.run_cost import RunCost, run_cost
from memstudio.costs.traced_step import TracedStep
from memstudio.errors import DeviceError
from memstudio.training.run_config import RunConfig
from memstudio.training.step_memory import StepMemory

MACHINE = Machine("m", 1e9, 4e9, 1e9, 0.0, 2_000_000)


AT_THE_END: dict[str, Any] = {"objective": "regression", "bptt_depth": 1}


def traced() -> TracedStep:
    def work(flops: float, moved: float = 0.0) -> np.ndarray[Any, Any]:
        return np.array([[flops, moved]])

    memory = StepMemory(
        num_trained=1000, gradients=4000, largest=400, kept=100_000, most=150_000, rest=1000,
        kept_silent=50_000,
    )  # fmt: skip
    return TracedStep(
        num_parameters=5000, num_memory=100, weights=20_000, layers=16_000, layer=8000,
        trained_layers=3000, segment_length=10, state=64, memory=memory,
        first=work(1e6), two=work(3e6), silent=work(1.5e6), forth=work(4e5),
        forth_silent=work(3e5),
    )  # fmt: skip


def cost(changes: dict[str, Any], machine: Machine = MACHINE, **more: Any) -> RunCost:
    usual = {"batch_size": 1, "segments_per_sample": 4, "optimizer": "sgd", "momentum": 0.0}
    config = RunConfig.of(**(usual | changes))
    step = replace(traced(), is_half=config.precision != "float32")
    if "objective" in changes:
        step = replace(step, two=step.silent, forth=step.forth_silent)
    return run_cost(config, step, machine, **more)


def parts(found: RunCost) -> dict[str, int]:
    return {part.name: part.num_bytes for part in found.parts}


@pytest.mark.parametrize(
    ("changes", "flops"),
    [
        ({}, 1e6 + 3 * 2e6),
        ({"gradient_accumulation": 5}, 5 * 7e6),
        # Samples of 1, 2, 3 and 4 segments.
        ({"steps": 4, "growth_fraction": 1.0}, 1e6 + 1.5 * 2e6),
        # Depth 1 reads three segments again, for their memory alone.
        ({"bptt_depth": 1}, 7e6 + 3 * 0.5e6),
        ({"memory_replay": True}, 7e6 + 4 * 4e5),
        ({"bptt_depth": 1, "memory_replay": True}, 7e6 + 3 * 0.5e6 + 4 * 4e5 + 3 * 3e5),
        # Asked at the end alone, two segments have a way back, and are replayed; five are read forth.
        (AT_THE_END, 1e6 + 5e5 + 5 * 3e5),
        (AT_THE_END | {"memory_replay": True}, 1e6 + 5e5 + (5 + 2) * 3e5),
    ],
)
def test_arithmetic_and_time_are_sums_over_segments(changes: dict[str, Any], flops: float) -> None:
    found = cost(changes)
    assert found.flops == pytest.approx(flops)
    passes = 8 * 4 * 1000 / MACHINE.moved
    assert found.seconds == pytest.approx(flops / MACHINE.flops + passes)
    assert cost(changes | {"precision": "bf16"}).seconds < found.seconds
    assert found.tokens == (
        25 if "steps" in changes else 40 * changes.get("gradient_accumulation", 1)
    )


def test_what_no_way_leads_back_from_is_only_read() -> None:
    memory = replace(traced().memory, only_read=70_000)
    step, config = replace(traced(), memory=memory), RunConfig.of(batch_size=2, bptt_depth=1)
    # Two windows reach the beginning, with three readings; the others, with four, are read forth.
    flops = run_cost(config, step, MACHINE).flops
    assert flops == pytest.approx(1e6 + 2e6 + 0.5e6 + 2 * 4e5 + 2 * 3e5)
    way_back = 2 * (2 * 100_000 + 50_000)
    assert memory.peak(config) == memory.optimizer(config) + way_back + 2 * 70_000
    assert memory.peak(config) < traced().memory.peak(config)


def test_replay_has_memory_anew_for_each_segment_forth_and_for_those_with_a_way_back() -> None:
    slow = replace(MACHINE, fresh=1e6)
    for changes, times in (({}, 4 + 4), (AT_THE_END, 7 + 2)):
        replayed = changes | {"memory_replay": True}
        more = cost(replayed, machine=slow).seconds - cost(replayed).seconds
        assert more == pytest.approx(times * 50_000 / 1e6)


def test_an_operation_takes_what_takes_it_longest() -> None:
    slow = Machine("slow", 1e9, 1e9, 1e3, 0.25, None)
    step = traced()
    config = RunConfig.of(batch_size=1, segments_per_sample=1, optimizer="sgd", momentum=0.0)
    found = run_cost(config, step, slow)
    assert found.seconds == pytest.approx(1e6 / 1e9 + 0.25 + 8 * 4 * 1000 / 1e3)
    assert found.fits is None


def test_parts_come_to_what_a_step_takes() -> None:
    found = cost({"optimizer": "adamw", "batch_size": 3})
    whole = traced().memory.peak(RunConfig.of(batch_size=3, segments_per_sample=4))
    assert found.peak == 20_000 + whole
    assert parts(found) == {
        "weights": 20_000, "gradients": 4000, "optimizer": 8000, "state": 3 * 64,
        "activations": whole - 12_000 - 3 * 64,
    }  # fmt: skip
    assert found.fits
    assert not cost({"batch_size": 30}).fits


def test_replay_keeps_segments_that_are_read_again_for_less() -> None:
    deep, cut = (traced().memory.peak(RunConfig.of(batch_size=1, bptt_depth=d)) for d in (None, 1))
    assert cut - deep == 3 * 50_000


def test_what_is_sent_is_a_ring_of_gradients_or_the_parts_of_all_layers() -> None:
    assert cost({}).sent == 0
    whole = cost({}, num_devices=4, bandwidth=1e3)
    assert whole.sent == round(2 * 3 / 4 * 4000)
    assert whole.sending == pytest.approx(6.0)
    assert whole.tokens == 4 * 4 * 10
    assert whole.tokens_per_second == pytest.approx(160 / (6 + whole.seconds))
    shared = cost({"sharded": True, "gradient_accumulation": 2}, num_devices=4)
    gathers = 4 * 2 * 16_000 + 4000
    assert shared.sent == round(3 / 4 * 2 * (gathers + 4 * 3000 + 1000))
    assert parts(shared)["weights"] == 5000
    assert parts(shared)["gradients"] == 1000
    # The embeddings and two layers are together at once.
    assert parts(shared)["sending"] == round((4000 + 2 * 8000) * 3 / 4)


@pytest.mark.slow
def test_a_book_asks_once_for_what_only_another_place_changes(
    make_config: Callable[..., RunConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = CostBook()
    config = make_config()
    one = book.cost(config, Place("h100", 1.0))
    monkeypatch.setattr("memstudio.costs.traced_step.traced_step", None)
    other = book.cost(config.changed(steps=7), Place("h100", 0.5, num_devices=2))
    assert other.seconds > one.seconds
    assert (other.steps, other.num_devices) == (7, 2)
    assert one.memory == GPUS["h100"].memory
    with pytest.raises(DeviceError, match="called 'abacus'"):
        book.cost(config, Place("abacus"))


def test_weights_are_those_that_a_device_opens_and_of_full_width_where_all_are_trained(
    make_config: Callable[..., RunConfig],
) -> None:
    book = CostBook()
    book._machines["cpu"] = replace(MACHINE, is_processor=True)
    # Each in the precision whose numbers are not as wide as its weights are to be.
    for trains, precision, on_gpu in (("memory", "float32", 2), ("everything", "bf16", 4)):
        config = make_config(trains=trains, precision=precision, device="cpu")
        here, there = (book.cost(config, Place(name)) for name in ("this", "h100"))
        assert parts(here)["weights"] == 4 * here.num_parameters
        assert parts(there)["weights"] == on_gpu * here.num_parameters
