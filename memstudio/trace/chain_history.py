"""Since when slots have held what a prediction used.

The history of a slot is f_t: what the prediction would be, were the slot as it was in state t. What
segment t gave it is the *lasting rise* min(f_{t+1}, ..., f_T) - min(f_t, ..., f_T): nothing for what
was overwritten later, nor for what was there already.

f_t is measured, by patching the slot into the memory that made the prediction, and taken to first
order along the gradient. Both shares count alike: what is measured says nothing where the model's
default guess is right as well, and what is of first order counts as far as it rises by half a nat,
for where a slot hardly changes along the document it is noise.

Shapes: T segments looked at, m slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from memstudio.errors import marked
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import read_rows
from memstudio.trace.gradients import worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.attribution import SlotWorth
    from memstudio.trace.interventions import Plan
    from memstudio.trace.reading_session import ReadingSession

_MOST_PATCHES = 48
_SAYS_MUCH = 0.5
"""Nats of rise along the gradient from which it counts in full."""


@dataclass(frozen=True)
class Histories:
    """What each segment gave to each slot of a chain, as shares `[T]` of all it was given.

    Attributes:
        by_slope: by slot, to first order alone.
        given: by slot, by both ways.
        alone: ln p of the token with the memory reset before the predicting segment.
    """

    by_slope: dict[int, NDArray[np.float64]]
    given: dict[int, NDArray[np.float64]]
    alone: float


def histories(
    session: ReadingSession,
    token: int,
    chain: Sequence[int],
    found: SlotWorth | None,
    *,
    first_segment: int,
    said: bool,
    control: Control,
) -> Histories:
    """Look through the history of each slot of a chain.

    Args:
        session: the document as it is read.
        token: the place of the prediction.
        chain: the slots.
        found: with the gradient; None where none flows.
        first_segment: the first segment that is looked at.
        said: whether the likeliest token is meant, and not the document's.
        control: takes progress; may cancel.

    Raises:
        Cancelled: through `control`.
    """
    last = session.predicting(token)
    states = list(range(first_segment, last + 1))
    slopes = {slot: np.zeros(len(states)) for slot in chain}
    if found is not None:
        slopes = {slot: _by_slope(session, found, slot, last, states, control) for slot in chain}
    tried = {slot: _tried(slope) for slot, slope in slopes.items()}
    plans: list[Plan] = [(Intervention("reset", last),)]
    for slot, places in tried.items():
        plans += [(Intervention("patch", last, (slot,), from_segment=states[at]),) for at in places]
    values = np.zeros(len(plans))
    for step in read_rows(
        session, plans, last + 1, control=control, tokens=[token], said=said,
        report=marked("progress", "Looking for where it came from"),
    ):  # fmt: skip
        values[list(step.rows)] = step.log_probability[:, 0]
    alone, rest = float(values[0]), values[1:]
    by_slope, given = {}, {}
    for slot, places in tried.items():
        own, rest = rest[: len(places)], rest[len(places) :]
        # Between two states that were tried, the slot is as in the first of them.
        measured = own[np.searchsorted(places, np.arange(len(states)), side="right") - 1]
        rise = lasting_rise(slopes[slot])
        by_slope[slot] = as_shares(rise)
        counts = min(1.0, float(rise.sum()) / _SAYS_MUCH)
        given[slot] = as_shares(as_shares(lasting_rise(measured)) + counts * by_slope[slot])
    return Histories(by_slope, given, alone)


def lasting_rise(history: NDArray[np.float64]) -> NDArray[np.float64]:
    """`[T]` from `[T + 1]`: what each segment added that was still there at the end."""
    stays = np.minimum.accumulate((history - history.min())[::-1])[::-1]
    rise: NDArray[np.float64] = np.diff(stays)
    return rise


def as_shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is above zero, as parts of its sum."""
    values = np.clip(values, 0, None)
    total = values.sum()
    return values / total if total > 0 else values


def _by_slope(
    session: ReadingSession,
    found: SlotWorth,
    slot: int,
    last: int,
    states: Sequence[int],
    control: Control,
) -> NDArray[np.float64]:
    """f_t to first order, for each of some states."""
    memory = session.model.memory
    state = session.state(last, control)
    values = []
    with torch.no_grad():
        for number in states:
            slots = memory.slot_view(state).clone()
            slots[0, slot] = session.slots(number, control)[slot].to(slots)
            values.append(-float(worth(found.slope, state, memory.with_slot_view(state, slots))))
    return np.array(values)


def _tried(slope: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which states are patched: all, or those around the largest changes, and some."""
    count = len(slope)
    if count <= _MOST_PATCHES:
        return np.arange(count)
    jumps = np.argsort(-np.abs(np.diff(slope)))[: _MOST_PATCHES // 3]
    some = np.linspace(0, count - 1, _MOST_PATCHES // 3).round().astype(np.int64)
    return np.unique(np.concatenate([jumps, jumps + 1, some, [0, count - 1]]))
