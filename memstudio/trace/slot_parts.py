"""What a slot is made of, after each of some segments: parts of what was before, and of each segment.

A segment writes a part anew and leaves the rest; of what is older a write is taken to leave all alike.
A memory that loses its oldest tokens whole says how many of the last it holds: then what a slot kept is
of these alone.

Shapes: k segments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_weights import written_anew

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float64]


def parts_of_segments(reader: TraceReader, slot: int, first: int, last: int) -> Floats:
    """`[k, 1 + k]`, after each of the segments `first` up to but without `last`.

    In a row what was there before `first`, then what each segment gave: together 1, or 0 where the
    slot holds nothing any more.
    """
    anew = written_anew(reader, slot, first, last)
    if not reader.has("held"):
        return carried_on(anew)
    starts = reader.segment_starts
    ends = starts[first + 1 : last + 1]
    gone = ends - reader.block("held", first, last)
    gone_before = starts[first] - reader.block("held", first - 1, first)[0] if first else 0
    stretches = np.concatenate([[gone_before], starts[first : last + 1]])
    lengths = np.maximum(1, np.diff(stretches))
    return carried_on(anew, np.clip((stretches[1:] - gone[:, None]) / lengths, 0, 1))


def carried_on(anew: Floats, held: Floats | None = None) -> Floats:
    """The parts `[k, 1 + k]`, as of `parts_of_segments`.

    Args:
        anew: `[k]`, the part that each segment wrote anew.
        held: `[k, 1 + k]`, of what was there before and of each segment, how much is in the memory at
            all after each; None where nothing leaves it by itself.
    """
    count = len(anew)
    found = np.zeros((count, 1 + count))
    parts = np.zeros(1 + count)
    parts[0] = 1.0
    was_held = np.ones(1 + count)
    for segment in range(count):
        if held is not None:
            parts = parts * held[segment] / np.where(was_held > 0, was_held, 1.0)
            was_held = held[segment]
            total = parts.sum()
            parts = parts / (total if total > 0 else 1.0)
        parts = parts * (1.0 - anew[segment])
        parts[1 + segment] = anew[segment]
        found[segment] = parts
    return found


def tokens_gone(reader: TraceReader, segment: int) -> int | None:
    """How many of the document's first tokens have left the memory; None where none leave it."""
    if not reader.has("held"):
        return None
    held = reader.block("held", segment, segment + 1)[0]
    return int(reader.segment_starts[segment + 1] - held)
