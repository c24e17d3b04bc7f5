"""How fast models train and read, measured side by side, and whether a long text slows them down.

Shapes: B rows, T tokens, S tokens of a segment.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch

from memstudio.bench.memory_cost_uses import PerUse
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.progress import Control

_REPEATS = 15


@dataclass(frozen=True)
class LongReading:
    """A long text, segment by segment.

    Attributes:
        at: after how many segments it was looked at, twice.
        state_bytes: of one stream, at both places.
        seconds: that the next segment took, at both places.
    """

    at: tuple[int, int]
    state_bytes: tuple[int, int]
    seconds: tuple[float, float]


def measure_speeds(
    models: dict[str, MemoryModel], ids: Tensor, rounds: int, control: Control
) -> dict[str, PerUse[list[float]]]:
    """Let the models take turns, so that whatever else the machine does hits all alike.

    Args:
        models: by label.
        ids: `[B, T]`, what each of them trains on and reads in every round.
        rounds: how often; a first one, which warms up, is not counted.
        control: may cancel between turns.

    Returns:
        The seconds of every round, by label.
    """
    turns = {label: _Turn(model, ids) for label, model in models.items()}
    taken: dict[str, PerUse[list[float]]] = {label: PerUse([], [], []) for label in models}
    order = list(models)
    text = marked("progress", "Measuring speed")
    for count in range(rounds + 1):
        for label in order:
            control.checkpoint()
            times = turns[label].take()
            if count:
                taken[label].join(times, list.append)
        control.report(count + 1, rounds + 1, text, "rounds")
        # Nobody comes first, or behind the same one, every time.
        order = order[1:] + order[:1]
    return taken


class _Turn:
    """One model's turn."""

    def __init__(self, model: MemoryModel, ids: Tensor) -> None:
        self._model = model
        self._ids = ids
        self._clock = clock_of(ids.device)
        self._optimiser = torch.optim.AdamW(model.parameters(), lr=1e-5)
        # The memory of a first segment: an empty one is cheaper than it will ever be again.
        model.eval()
        with torch.no_grad():
            self._state = model(ids[:, : model.config.segment_length]).memory_state

    def take(self) -> PerUse[float]:
        """The seconds of each use."""
        self._model.train()
        training = self._clock(self._train)
        self._model.eval()
        return PerUse(
            training,
            self._clock(partial(read, self._model, self._ids, self._state, 1)),
            self._clock(partial(read, self._model, self._ids, self._state, 0)),
        )

    def _train(self) -> None:
        self._model(self._ids, labels=self._ids).loss.backward()
        self._optimiser.step()
        self._optimiser.zero_grad()


def measure_long_reading(
    model: MemoryModel, ids: Tensor, at: tuple[int, int], control: Control
) -> LongReading:
    """Read a long text, and compare what a segment takes early in it and late.

    States are values: once both are there, the same segment is read after either, in turns.

    Args:
        model: what reads.
        ids: `[1, T]`; read again from the start where it is too short.
        at: the numbers of segments that stand before the measured one.
        control: may cancel between segments.
    """
    segments = torch.split(ids, model.config.segment_length, dim=1)
    state, states = model.initial_state(1), {}
    model.eval()
    for count in range(1, at[1] + 1):
        control.checkpoint()
        state = read(model, segments[(count - 1) % len(segments)], state, 1)
        if count in at:
            states[count] = state
    clock = clock_of(ids.device)
    taken: dict[int, list[float]] = {count: [] for count in at}
    for _ in range(_REPEATS):
        for count, before in states.items():
            taken[count].append(clock(partial(read, model, segments[0], before, 1)))
    early, late = at
    return LongReading(
        at,
        state_bytes=(states[early].num_bytes, states[late].num_bytes),
        seconds=(statistics.median(taken[early]), statistics.median(taken[late])),
    )


def read(model: MemoryModel, ids: Tensor, state: MemoryState, logits_to_keep: int) -> MemoryState:
    """The memory after `ids` `[B, T]`, without a graph."""
    with torch.no_grad():
        output = model(ids, memory_state=state, logits_to_keep=logits_to_keep)
    after: MemoryState = output.memory_state
    return after


def clock_of(device: torch.device) -> Callable[[Callable[[], object]], float]:
    """A clock that runs work and says how many seconds it took.

    On one thread of a CPU these are the seconds of this process, so that what other processes take
    away is not counted; otherwise those of the wall.
    """
    is_cpu = device.type == "cpu"
    now = time.process_time if is_cpu and torch.get_num_threads() == 1 else time.perf_counter

    def clock(work: Callable[[], object]) -> float:
        started = now()
        work()
        if not is_cpu:
            torch.accelerator.synchronize(device)
        return now() - started

    return clock
