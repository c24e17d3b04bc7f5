"""A document's slot states in memory, all of them while they are few, evenly chosen when many.

Shapes: T segments and so T+1 states, k of them kept, m slots, d width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

MOST_STATES = 2048
MOST_BYTES = 64 << 20
_AT_ONCE = 64


@dataclass(frozen=True)
class SampledStates:
    """Some states of all slots.

    Attributes:
        at: `[k]`, which states, in order, from the first on.
        values: `[k, m, d]` float16.
        num_states: how many there are in all, T+1.
    """

    at: NDArray[np.int64]
    values: NDArray[np.float16]
    num_states: int

    @property
    def is_complete(self) -> bool:
        """Whether every state is here."""
        return len(self.at) == self.num_states

    def of_slot(self, slot: int) -> NDArray[np.float64]:
        """`[k, d]`, the states of one slot."""
        return np.asarray(self.values[:, slot], np.float64)


def sample_states(
    reader: TraceReader,
    *,
    most: int = MOST_STATES,
    most_bytes: int = MOST_BYTES,
    checkpoint: Callable[[], None] = lambda: None,
) -> SampledStates:
    """Fetch states, evenly over the document.

    Args:
        reader: of a trace with slots.
        most: states.
        most_bytes: of memory that they may take.
        checkpoint: called between parts; may raise to end it.
    """
    total, every = reader.num_segments + 1, reader.states_every
    first = np.asarray(reader.states(0))
    room = max(2, min(most, most_bytes // max(1, first.size * 2)))
    kept = reader.kept_state(total - 1) // every + 1
    at = evenly(kept, room)
    values = np.empty((len(at), *first.shape), np.float16)
    largest = float(np.finfo(np.float16).max)
    for start in range(0, kept, _AT_ONCE):
        inside = slice(*np.searchsorted(at, (start, start + _AT_ONCE)))
        if inside.start == inside.stop:
            continue
        checkpoint()
        block = _kept_states(reader, start, min(start + _AT_ONCE, kept))
        chosen = np.nan_to_num(block[at[inside] - start])
        values[inside] = np.clip(chosen, -largest, largest)
    return SampledStates(at * every, values, total)


def _kept_states(reader: TraceReader, start: int, stop: int) -> NDArray[np.float32]:
    """`[n, m, d]`, of the states that are kept those from `start` up to `stop`."""
    if not reader.has("states_int8"):
        return reader.block("states", start, stop)
    scale = reader.block("states_scale", start, stop)
    return reader.block("states_int8", start, stop) * scale[..., None]


def evenly(total: int, most: int) -> NDArray[np.int64]:
    """At most `most` of the numbers 0 to `total` - 1, spread evenly, with the first and the last."""
    if total <= most:
        return np.arange(total, dtype=np.int64)
    found: NDArray[np.int64] = np.unique(np.linspace(0, total - 1, most).round().astype(np.int64))
    return found
