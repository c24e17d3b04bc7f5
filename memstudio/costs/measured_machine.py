"""What this computer comes to, measured in a few seconds: products of matrices, memory, small things."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from transformers import LlamaConfig

from memstudio.costs.machines import Machine
from memstudio.costs.traced_step import traced_step
from memstudio.memory.memory_config import MemoryConfig
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.device import (
    default_threads,
    describe,
    list_devices,
    memory_use,
    resolve_device,
)
from memstudio.models.made_alone import made_alone
from memstudio.models.memory_limit import left_of_limit
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import threads

if TYPE_CHECKING:
    from collections.abc import Callable

_PRODUCTS = ((256, 384, 1024), (256, 1024, 1024), (512, 1024, 4096))
"""Rows, and widths in and out: of the size of those in the layers of small models."""
_NUMBERS = 16 * 1024 * 1024
"""In what is moved through memory: more than caches hold."""
_STEPS = ((16, 2), (256, 3))
"""Width and layers of two models: one of next to no arithmetic, and one of much."""
_AT_ONCE = 3
"""Repetitions between two looks at the clock."""
_TIMES = 7
"""Looks at it, of which the quickest counts."""
_SLOW = 0.1
"""Seconds after which what is done once is not done again: its beginning is little of it."""
_LONGEST = 0.5
"""Seconds of a product after which no larger one is tried."""


def measured_machine(
    device: str = "auto", *, num_threads: int | None = None, control: Control | None = None
) -> Machine:
    """Measure a device of this computer.

    Args:
        device: "auto", "cpu", "cuda:0", ...
        num_threads: of a processor; None for as many as runs use.
        control: may cancel between measurements.

    Raises:
        DeviceError: there is no such device.
        Cancelled: through `control`.
    """
    control = control or Control()
    place = resolve_device(device)
    described = next((each for each in list_devices() if each.id == str(place)), None)
    with threads(num_threads or default_threads()):
        found = Machine(
            name=str(place) if described is None else describe(described),
            flops=_flops(place, torch.float32, control),
            half_flops=_flops(place, torch.bfloat16, control),
            moved=_moved(place, control),
            operation=0.0,
            memory=None if described is None else _memory(place, described.total_memory),
            is_processor=place.type == "cpu",
            fresh=_fresh(control) if place.type == "cpu" else 0.0,
        )
        small, large = (_Step(width, layers, place, control) for width, layers in _STEPS)
        found = replace(found, operation=max(1e-6, small.beyond(found) / len(small.work)))
        # Products and moves are quicker by themselves than within a model.
        left = large.seconds - found.operation * len(large.work)
        return found.at(min(1.0, max(0.1, large.known(found) / max(left, 1e-9))))


def _memory(place: torch.device, total: int | None) -> int | None:
    """What a run can have at most: of the computer's memory, as much as the program may."""
    left = left_of_limit() if place.type == "cpu" else None
    if left is None:
        return total
    reachable = left + memory_use(place).process_bytes
    return reachable if total is None else min(total, reachable)


class _Step:
    """A step of a model that is taken, to be compared with what its operations should take."""

    def __init__(self, width: int, layers: int, place: torch.device, control: Control) -> None:
        backbone = LlamaConfig(
            hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
            num_attention_heads=4, vocab_size=8 * width, max_position_embeddings=256,
        )  # fmt: skip
        shape = MemoryConfig(backbone, "rmt", num_slots=4, segment_length=64)
        config = RunConfig.of(trains="everything", batch_size=2, segments_per_sample=2)
        self.work = traced_step(config, control, shape).two
        with made_alone(control):
            model = MemoryModel(shape).to(place).train()
        ids = torch.zeros(2, 128, dtype=torch.long, device=place)

        def step() -> None:
            model(ids, labels=ids).loss.backward()

        self.seconds = _best(step, place, control)

    def known(self, machine: Machine) -> float:
        """Seconds that arithmetic and moves should take."""
        each = np.maximum(self.work[:, 0] / machine.flops, self.work[:, 1] / machine.moved)
        return float(each.sum())

    def beyond(self, machine: Machine) -> float:
        """Seconds beyond these."""
        return self.seconds - self.known(machine)


def _best(work: Callable[[], object], place: torch.device, control: Control) -> float:
    """Seconds of the quickest of a few: whatever else the computer does makes it slower only."""
    # One thread's own time passes only while it works, however busy the computer is.
    is_alone = place.type == "cpu" and torch.get_num_threads() == 1
    clock = time.process_time if is_alone else time.perf_counter
    control.checkpoint()
    began = clock()
    work()
    if (first := clock() - began) > _SLOW and place.type == "cpu":
        return first
    found = []
    for _ in range(_TIMES):
        # Often, because the window waits until a measurement that nobody wants any more is over.
        control.checkpoint()
        began = clock()
        for _ in range(_AT_ONCE):
            work()
        if place.type == "cuda":
            torch.cuda.synchronize(place)
        found.append((clock() - began) / _AT_ONCE)
    return min(found)


def _flops(place: torch.device, dtype: torch.dtype, control: Control) -> float:
    total = seconds = 0.0
    for rows, width_in, width_out in _PRODUCTS:
        one = torch.randn(rows, width_in, device=place).to(dtype)
        other = torch.randn(width_in, width_out, device=place).to(dtype)
        total += 2.0 * rows * width_in * width_out
        took = _best(lambda one=one, other=other: one @ other, place, control)  # type: ignore[misc]
        seconds += took
        if took > _LONGEST:
            # Processors that have no such numbers take minutes for the largest, and are no quicker.
            break
    return total / seconds


def _moved(place: torch.device, control: Control) -> float:
    numbers = torch.zeros(_NUMBERS, device=place)
    return 2 * 4 * _NUMBERS / _best(lambda: numbers.add_(1.0), place, control)


def _fresh(control: Control) -> float:
    # Larger than what the C library keeps: each time the system gives it anew.
    def touch() -> None:
        torch.empty(_NUMBERS).fill_(1.0)

    return 4 * _NUMBERS / _best(touch, torch.device("cpu"), control)
