"""What a slot did over time, from what a trace has: `layout.QUANTITIES`, `[T, m]` each.

Newer traces have most of them stored; the rest, and all of an older trace's, follow from arrays.

Shapes: T segments, m slots, S tokens of a segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import TraceError, marked
from memstudio.trace.layout import QUANTITIES, SEGMENTS_PER_CHUNK

if TYPE_CHECKING:
    from memstudio.trace.stored_arrays import Floats, StoredArrays
    from memstudio.trace.stored_weights import StoredWeights

CHANGED = 0.1
"""A slot counts as written when it changed by this part of its length."""

_NEEDED = {
    "similarity": "states",
    "age": "change",
    "usage": "read_mass",
    "read_entropy": "read",
}
"""What a quantity that is not stored follows from."""


def quantity_names(names: frozenset[str]) -> tuple[str, ...]:
    """The quantities that a trace with these arrays has."""
    return tuple(
        name for name in QUANTITIES if name in names or _NEEDED.get(name, "nothing") in names
    )


def quantity(name: str, arrays: StoredArrays, weights: StoredWeights) -> Floats:
    """`[T, m]`, one quantity.

    Raises:
        TraceError: this trace does not have it.
    """
    if name not in quantity_names(arrays.names):
        raise TraceError(
            marked("errors", "The trace {path} has no '{name}': the memory '{kind}' gave none when it was recorded."),
            path=str(arrays.path), name=name, kind=arrays.attrs.get("memory_kind"),
        )  # fmt: skip
    if name == "norm":
        return arrays.floats("norm", slice(1, None))
    if name in arrays.names:
        return arrays.floats(name, slice(None))
    if name == "age":
        return age_of(arrays.floats("change", slice(None)))
    if name == "usage":
        return usage_of(arrays.floats("read_mass", slice(None)))
    if name == "similarity":
        return _similarity(arrays)
    return _read_entropy(arrays, weights)


def usage_of(read_mass: Floats) -> Floats:
    """The share of each slot in all that was read in a segment; 0 where nothing was."""
    total = read_mass.sum(1, keepdims=True)
    return (read_mass / np.where(total > 0, total, 1)).astype(np.float32)


def age_of(change: Floats) -> Floats:
    """Segments since each slot last changed by 10% or more; 0 = in this one."""
    segment = np.arange(len(change), dtype=np.int64)[:, None]
    last = np.maximum.accumulate(np.where(change >= CHANGED, segment, -1), axis=0)
    return (segment - last).astype(np.float32)


def entropy_of(weights: Floats) -> Floats:
    """`[m]`, the entropy of which of n tokens have each slot's weight, over ln n, from `[n, m]`."""
    total = weights.sum(0)
    share = weights / np.where(total > 0, total, 1)
    entropy = -(share * np.log(np.where(share > 0, share, 1))).sum(0)
    found: Floats = (entropy / np.log(max(2, len(weights)))).astype(np.float32)
    return found


def _similarity(arrays: StoredArrays) -> Floats:
    num_segments: int = arrays.attrs["num_segments"]
    parts = []
    for start in range(0, num_segments, SEGMENTS_PER_CHUNK):
        stop = min(start + SEGMENTS_PER_CHUNK, num_segments)
        states = arrays.floats("states", slice(start, stop + 1))
        norms = np.linalg.norm(states, axis=-1)
        dots = (states[1:] * states[:-1]).sum(-1)
        parts.append(dots / np.maximum(norms[1:] * norms[:-1], 1e-30))
    return np.concatenate(parts)


def _read_entropy(arrays: StoredArrays, weights: StoredWeights) -> Floats:
    length: int = arrays.attrs["segment_length"]
    num_tokens: int = arrays.attrs["num_tokens"]
    parts = []
    for start in range(0, num_tokens, length * SEGMENTS_PER_CHUNK):
        rows = weights.rows("read", slice(start, start + length * SEGMENTS_PER_CHUNK))
        parts += [entropy_of(rows[at : at + length]) for at in range(0, len(rows), length)]
    return np.stack(parts)
