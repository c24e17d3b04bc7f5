"""How much of a document's memory is kept: everything of a short one, the most telling of a long.

A trace of N tokens with m slots has N x m read weights for every head of every layer. A budget of
bytes says what is kept of them. The mean over layers and heads is served first, then the layers,
then the heads; each time what is left is shared between reads, writes and the slots among
themselves. What fits its share is kept whole; of the rest the largest few of each row, as many as
fit; and layers and heads of which fewer than `_FEWEST` would fit are not kept at all.

Numbers are those before compression, which saves a little more.

Shapes: T segments, N tokens, S tokens of a segment, m slots, d width, L layers, H heads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.trace.layout import SUFFIXES, Detail

if TYPE_CHECKING:
    from collections.abc import Mapping

BUDGET = 270_000_000
"""Bytes, so that a million tokens with 64 slots stay below 300 MB on disk."""

_SHARES = {"read": 0.4, "write": 0.4, "between": 0.2}
_FEWEST = 4
_BYTES_OF_ONE = 2
_BYTES_OF_KEPT = 3
"""Of an entry with its place, whose upper byte is nearly always 0 and costs nothing on disk."""

_BYTES_PER_TOKEN = 42
_BYTES_PER_SLOT = 24
_MOST_NAMED = 1 << 16
"""Slots that are named, over all states: each takes the output layer as much time as a token."""

_STATES_SHARE = 0.25


@dataclass(frozen=True)
class Sizes:
    """What the size of a trace depends on.

    Attributes:
        num_tokens: N.
        num_segments: T.
        segment_length: S.
        num_slots: m.
        dim: d.
    """

    num_tokens: int
    num_segments: int
    segment_length: int
    num_slots: int
    dim: int

    def rows(self, name: str) -> tuple[int, int]:
        """Rows of one head's weights, and entries of a row."""
        if name == "read":
            return self.num_tokens, self.num_slots
        width = self.segment_length if name == "write" else 2 * self.num_slots
        return self.num_segments * self.num_slots, width


@dataclass(frozen=True)
class StatesPlan:
    """How states are kept.

    Attributes:
        is_int8: as int8 with a scale for each slot, instead of float16.
        every: of how many states one is kept.
        words_every: of how many states one is named; a multiple of `every`.
    """

    is_int8: bool
    every: int
    words_every: int


def plan_states(sizes: Sizes, budget: int = BUDGET) -> StatesPlan:
    """Every state as float16 where they fit, else as int8, else every few."""
    num_slots = (sizes.num_segments + 1) * sizes.num_slots
    room = max(1, int(_STATES_SHARE * budget))
    is_int8 = num_slots * sizes.dim * _BYTES_OF_ONE > room
    every = -(-num_slots * sizes.dim // room) if is_int8 else 1
    named = -(-num_slots // _MOST_NAMED)
    return StatesPlan(is_int8, every, -(-named // every) * every)


def plan_weights(
    shapes: Mapping[str, tuple[int, int]],
    sizes: Sizes,
    *,
    finest: Detail = "heads",
    budget: int = BUDGET,
) -> dict[str, int]:
    """How many entries of a row are kept, by array; arrays that are not named are not kept.

    Args:
        shapes: L and H of those of read, write and between that there are.
        sizes: of the trace.
        finest: the finest detail that is wanted.
        budget: bytes.

    Returns:
        The k of each array; the whole width where it is kept dense.
    """
    num_states = sizes.num_segments * sizes.num_slots
    others = sizes.num_tokens * _BYTES_PER_TOKEN + num_states * _BYTES_PER_SLOT
    states = min(num_states * sizes.dim * _BYTES_OF_ONE, _STATES_SHARE * budget)
    overviews = sizes.num_tokens // 16 * sizes.num_slots * 2 * _BYTES_OF_ONE
    left = max(0.0, budget - others - states - overviews)
    plan: dict[str, int] = {}
    for detail, suffix in SUFFIXES.items():
        spent = 0.0
        total = sum(_SHARES[name] for name in shapes)
        for name, (layers, heads) in shapes.items():
            times = {"mean": 1, "layers": layers, "heads": layers * heads}[detail]
            num_rows, width = sizes.rows(name)
            kept, cost = _kept(num_rows * times, width, left * _SHARES[name] / total)
            if detail == "mean":
                kept = max(kept, min(_FEWEST, width))
            if kept:
                plan[f"{name}{suffix}"] = kept
                spent += cost
        left -= spent
        if detail == finest:
            break
    return plan


def _kept(num_rows: int, width: int, room: float) -> tuple[int, float]:
    """Entries of each row that fit, and their bytes."""
    dense = num_rows * width * _BYTES_OF_ONE
    if dense <= room:
        return width, dense
    most = int((room / num_rows - _BYTES_OF_ONE) // _BYTES_OF_KEPT)
    # With half of the entries or more, the places cost what is saved.
    kept = min(most, width // 2)
    return (
        (kept, num_rows * (kept * _BYTES_OF_KEPT + _BYTES_OF_ONE)) if kept >= _FEWEST else (0, 0.0)
    )
