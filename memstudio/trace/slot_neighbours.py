"""Which slots are alike now, and when a slot was before as it is now.

Shapes: k states, m slots, d width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

_LEFT_BY = 0.02
"""A slot has come back when its likeness was lower by this in between."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A slot or a state, and the cosine of the angle to it: 1 alike, 0 nothing in common."""

    index: int
    cosine: float


def cosines(vectors: Floats, vector: Floats) -> NDArray[np.float64]:
    """`[n]`, the cosine of each of `[n, d]` to `[d]`; 0 where either has no length."""
    rows, one = np.asarray(vectors, np.float64), np.asarray(vector, np.float64)
    lengths = np.linalg.norm(rows, axis=-1) * np.linalg.norm(one)
    dots = rows @ one
    found: NDArray[np.float64] = np.clip(
        np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0), -1.0, 1.0
    )
    return found


def similar_slots(states: Floats, slot: int, count: int) -> list[Likeness]:
    """The other slots of a state `[m, d]`, the most alike first."""
    found = cosines(states, states[slot])
    order = [int(i) for i in np.argsort(-found, kind="stable") if i != slot]
    return [Likeness(i, float(found[i])) for i in order[:count]]


def recurrences(
    at: NDArray[np.int64], states: Floats, state: int, now: Floats, count: int
) -> list[Likeness]:
    """Earlier states of a slot that it has come back to, the most alike first.

    A state counts only when the slot was less alike in between: that it resembles the state just
    before is no return. Of neighbours in time only the most alike is listed.

    Args:
        at: `[k]`, which states the rows are, in order.
        states: `[k, d]`, of one slot.
        state: the one looked at.
        now: `[d]`, the slot in it.
        count: how many at most.
    """
    earlier = at < state
    found = cosines(states[earlier], now)
    places = at[earlier]
    if not len(found):
        return []
    # The lowest likeness from each state on, until now.
    lowest = np.minimum.accumulate(found[::-1])[::-1]
    returned = found > lowest + _LEFT_BY
    peak = np.ones(len(found), np.bool_)
    peak[1:] &= found[1:] > found[:-1]
    peak[:-1] &= found[:-1] >= found[1:]
    chosen = np.flatnonzero(returned & peak)
    order = chosen[np.argsort(-found[chosen], kind="stable")][:count]
    return [Likeness(int(places[i]), float(found[i])) for i in order]
