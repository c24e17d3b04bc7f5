"""What this computer comes to, measured in a few seconds: products of matrices, memory, small things."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import torch

from memstudio.costs.machines import Machine
from memstudio.costs.shapes import shape_of
from memstudio.costs.traced_step import traced_step
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.device import default_threads, describe, list_devices, resolve_device
from memstudio.progress import Control
from memstudio.resources import resource
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import threads

if TYPE_CHECKING:
    from collections.abc import Callable

_PRODUCTS = ((256, 384, 1024), (256, 1024, 1024), (512, 1024, 4096))
"""Rows, and widths in and out: of the size of those in the layers of small models."""
_NUMBERS = 16 * 1024 * 1024
"""In what is moved through memory: more than caches hold."""
_AT_ONCE = 3
"""Repetitions between two looks at the clock."""


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
        flops = _flops(place, torch.float32)
        control.checkpoint()
        half = _flops(place, torch.bfloat16)
        control.checkpoint()
        moved = _moved(place)
        control.checkpoint()
        return Machine(
            name=str(place) if described is None else describe(described),
            flops=flops,
            half_flops=half,
            moved=moved,
            operation=_operation(place, flops, moved, control),
            memory=None if described is None else described.total_memory,
            is_processor=place.type == "cpu",
        )


def _best(work: Callable[[], object], place: torch.device, times: int = 7) -> float:
    """Seconds of the quickest of a few: whatever else the computer does makes it slower only."""
    # One thread's own time passes only while it works, however busy the computer is.
    is_alone = place.type == "cpu" and torch.get_num_threads() == 1
    clock = time.process_time if is_alone else time.perf_counter
    work()
    found = []
    for _ in range(times):
        began = clock()
        for _ in range(_AT_ONCE):
            work()
        if place.type == "cuda":
            torch.cuda.synchronize(place)
        found.append((clock() - began) / _AT_ONCE)
    return min(found)


def _flops(place: torch.device, dtype: torch.dtype) -> float:
    total = seconds = 0.0
    for rows, width_in, width_out in _PRODUCTS:
        one = torch.randn(rows, width_in, device=place).to(dtype)
        other = torch.randn(width_in, width_out, device=place).to(dtype)
        total += 2.0 * rows * width_in * width_out
        seconds += _best(lambda one=one, other=other: one @ other, place)  # type: ignore[misc]
    return total / seconds


def _moved(place: torch.device) -> float:
    numbers = torch.zeros(_NUMBERS, device=place)
    return 2 * 4 * _NUMBERS / _best(lambda: numbers.add_(1.0), place)


def _operation(place: torch.device, flops: float, moved: float, control: Control) -> float:
    """What an operation of a model takes when there is next to nothing to compute."""
    config = RunConfig.of(
        model=str(resource("models", "task-backbone.json")), trains="everything", batch_size=1,
        memory={"kind": "rmt", "num_slots": 4, "segment_length": 16}, segments_per_sample=2,
    )  # fmt: skip
    work = traced_step(config, control).two
    model = MemoryModel(shape_of(config)).to(place).train()
    ids = torch.zeros(1, 32, dtype=torch.long, device=place)

    def step() -> None:
        model(ids, labels=ids).loss.backward()

    seconds = _best(step, place)
    known = float((work[:, 0] / flops).sum() + (work[:, 1] / moved).sum())
    return max(1e-6, (seconds - known) / len(work))
