"""Where a slot's contents came from: words of the document, other slots, and what stood there before.

A segment writes a part of a slot anew and leaves the rest. What a word of an earlier segment still
counts for is its share of that segment's write, times the part of the slot that the segment wrote
anew, times what each later segment left of it. These shares, with what came from slots and what
stood there before, add up to 1.

Shapes: T segments, m slots, n tokens of some neighbouring segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_spans import Span, spans_of_segments
from memstudio.trace.slot_weights import Place, attention, written_anew, written_mass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.floating]

GONE = 0.01
"""Less than this of what stood in a slot counts as nothing."""
_MOST_SEGMENTS = 128
_MOST_TOKENS = 16_384


@dataclass(frozen=True)
class Sources:
    """What a slot's contents after some segment were made of.

    Attributes:
        spans: words and phrases with their share, the largest first.
        first_segment: the earliest segment that was looked at.
        last_segment: the segment after which the slot is looked at.
        from_tokens: the share of all tokens, also of those that are not kept one by one.
        from_slots: the share that the writing attention took from slots.
        from_before: what was there before `first_segment` and still is.
        not_kept: the part of `from_tokens` that the trace does not keep word by word.
    """

    spans: tuple[Span, ...]
    first_segment: int
    last_segment: int
    from_tokens: float
    from_slots: float
    from_before: float = 0.0
    not_kept: float = 0.0


def shares_of_segments(anew: Floats) -> tuple[Floats, float]:
    """What each segment counts for after the last of them, and what was there before them.

    Args:
        anew: `[k]`, the part that each segment wrote anew.

    Returns:
        `[k]` shares and the rest; together 1.
    """
    left = np.cumprod((1.0 - np.asarray(anew, np.float64))[::-1])[::-1]
    after = np.append(left[1:], 1.0)
    return anew * after, float(left[0]) if len(left) else 1.0


def segment_sources(reader: TraceReader, place: Place, segment: int) -> Sources:
    """The words that one segment wrote a slot from: shares of the slot's writing attention."""
    weights = attention(reader, "write", place, segment, segment + 1)
    mass = _mass(reader, place, weights, segment, segment + 1)
    spans = spans_of_segments(reader, weights, segment)
    words = float(mass[0])
    left = max(0.0, words - float(weights.sum()))
    return Sources(spans, segment, segment, words, 1.0 - words, not_kept=left)


def history_sources(reader: TraceReader, place: Place, segment: int) -> Sources:
    """The words that a slot's contents after a segment came from, as far back as any are left."""
    earliest = max(0, segment + 1 - _MOST_SEGMENTS)
    anew = written_anew(reader, place.slot, earliest, segment + 1)
    first = earliest + _first_that_counts(reader, anew, segment)
    shares, before = shares_of_segments(anew[first - earliest :])
    weights = attention(reader, "write", place, first, segment + 1)
    mass = _mass(reader, place, weights, first, segment + 1)
    lengths = np.diff(reader.segment_starts[first : segment + 2])
    if reader.writes_are_parts:
        # Here they must be parts of what the segment wrote anew.
        weights /= np.repeat(np.where(mass > 0, mass, 1.0), lengths)
        mass = (mass > 0).astype(np.float64)
    weights *= np.repeat(shares, lengths)
    words = float((shares * mass).sum())
    return Sources(
        spans_of_segments(reader, weights, first),
        first,
        segment,
        words,
        float((shares * (1.0 - mass)).sum()),
        before,
        max(0.0, words - float(weights.sum())),
    )


def _first_that_counts(reader: TraceReader, anew: Floats, segment: int) -> int:
    """The earliest of the segments up to `segment` of which something is left after it."""
    left = np.cumprod((1.0 - anew)[::-1])
    # The segment that left next to nothing of what had been there is the first.
    back = int(np.searchsorted(-left, -GONE, side="right"))
    starts = reader.segment_starts[segment + 1 - len(anew) : segment + 2]
    crowded = int(np.searchsorted(starts, starts[-1] - _MOST_TOKENS, side="left"))
    return min(max(0, len(anew) - 1 - back, crowded), len(anew) - 1)


def _mass(reader: TraceReader, place: Place, weights: Floats, first: int, last: int) -> Floats:
    """`[k]`, the part of each segment's writing attention that went to tokens."""
    if place.layer is None and place.head is None:
        return written_mass(reader, place.slot, first, last)
    begins = reader.segment_starts[first:last] - reader.segment_starts[first]
    return np.clip(np.add.reduceat(weights, begins), 0.0, 1.0)
