"""Where a slot's contents came from: words of the document, slots, and what stood there before.

A segment writes a part of a slot anew and leaves the rest. What a word of an earlier segment still
counts for is its share of that segment's write, times the part of the slot that the segment wrote
anew, times what each later segment left of it (`slot_parts`). These shares, with what came from slots, from the
text before a segment (where slots look there while it is written) and what stood there before, add
up to 1; to 0 where a slot holds nothing any more.

Shapes: T segments, m slots, n tokens of some neighbouring segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_parts import parts_of_segments, tokens_gone
from memstudio.trace.slot_spans import Span, spans_of_segments
from memstudio.trace.slot_weights import Place, attention, kept_place, written_mass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.floating]

GONE = 0.01
"""Less than this of what stood in a slot counts as nothing."""
_ROUNDING = 0.005
"""Rounding to half precision loses less than this."""
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
        from_slots: the share that the writing attention took from slots; None where the trace does
            not keep it apart from that of the text before.
        from_source: the share that it took from the text before the segment, of which no word is
            kept; and from slots, where these are not kept apart.
        from_before: what was there before `first_segment` and still is.
        not_kept: the part of `from_tokens` that the trace does not keep word by word.
    """

    spans: tuple[Span, ...]
    first_segment: int
    last_segment: int
    from_tokens: float
    from_slots: float | None
    from_source: float
    from_before: float = 0.0
    not_kept: float = 0.0


def segment_sources(reader: TraceReader, place: Place, segment: int) -> Sources:
    """The words that one segment wrote a slot from: shares of the slot's writing attention."""
    place = kept_place(reader, "write", place)
    weights = attention(reader, "write", place, segment, segment + 1)
    mass = _mass(reader, place, segment, segment + 1)
    spans = spans_of_segments(reader, weights, segment)
    slots, source = _rest(reader, place, mass, segment, segment + 1)
    words = float(mass[0])
    return Sources(
        spans,
        segment,
        segment,
        words,
        None if slots is None else float(slots[0]),
        float(source[0]),
        not_kept=max(0.0, words - float(weights.sum())),
    )


def history_sources(reader: TraceReader, place: Place, segment: int) -> Sources:
    """The words that a slot's contents after a segment came from, as far back as any are left."""
    place = kept_place(reader, "write", place)
    earliest = max(0, segment + 1 - _MOST_SEGMENTS)
    parts = parts_of_segments(reader, place.slot, earliest, segment + 1)[-1]
    first = earliest + _first_that_counts(reader, parts, segment)
    before, shares = parts[: first - earliest + 1].sum(), parts[first - earliest + 1 :]
    weights: Floats = attention(reader, "write", place, first, segment + 1)
    gone = tokens_gone(reader, segment)
    if gone is not None:
        weights = _of_held(reader, weights, first, segment, gone)
    mass = _mass(reader, place, first, segment + 1)
    lengths = np.diff(reader.segment_starts[first : segment + 2])
    if reader.writes_are_parts:
        # Here they must be parts of what the segment wrote anew.
        weights /= np.repeat(np.where(mass > 0, mass, 1.0), lengths)
        mass = (mass > 0).astype(np.float64)
    weights *= np.repeat(shares, lengths)
    slots, source = _rest(reader, place, mass, first, segment + 1)
    words = float((shares * mass).sum())
    return Sources(
        spans_of_segments(reader, weights, first),
        first,
        segment,
        words,
        None if slots is None else float((shares * slots).sum()),
        float((shares * source).sum()),
        float(before),
        max(0.0, words - float(weights.sum())),
    )


def _first_that_counts(reader: TraceReader, parts: Floats, segment: int) -> int:
    """The earliest of the segments up to `segment` of which something is left after it."""
    older = np.cumsum(parts)[:-1]
    # The last with next to nothing in front of it is the first.
    first = int(np.searchsorted(older, GONE, side="left")) - 1
    starts = reader.segment_starts[segment + 1 - len(older) : segment + 2]
    crowded = int(np.searchsorted(starts, starts[-1] - _MOST_TOKENS, side="left"))
    return min(max(0, first, crowded), len(older) - 1)


def _of_held(reader: TraceReader, weights: Floats, first: int, segment: int, gone: int) -> Floats:
    """Weights `[n]` of the tokens from segment `first` on, without those that left the memory.

    What a segment gave is of those of its tokens that are still there.
    """
    starts = reader.segment_starts[first : segment + 2] - reader.segment_starts[first]
    held = weights.copy()
    held[: max(0, gone - int(reader.segment_starts[first]))] = 0
    before, after = (np.add.reduceat(each, starts[:-1]) for each in (weights, held))
    more: Floats = np.divide(before, after, out=np.ones_like(before), where=after > 0)
    return held * np.repeat(more, np.diff(starts))


def _mass(reader: TraceReader, place: Place, first: int, last: int) -> Floats:
    """`[k]`, the part of each segment's writing attention that went to tokens."""
    if place.layer is None and place.head is None:
        return written_mass(reader, place.slot, first, last)
    return _given(reader, "write", place, first, last)


def _rest(
    reader: TraceReader, place: Place, words: Floats, first: int, last: int
) -> tuple[Floats | None, Floats]:
    """`[k]` each: of the rest of that attention what went to slots, and to the text before.

    What went to that text is not recorded: it is what is missing.
    """
    rest = 1.0 - words
    if reader.writes_are_parts or not reader.has("between"):
        return rest, np.zeros_like(rest)
    slots = _given(reader, "between", Place(place.slot), first, last)
    missing = 1.0 - written_mass(reader, place.slot, first, last) - slots
    if missing.max() < _ROUNDING:
        return rest, np.zeros_like(rest)
    if place.layer is not None or place.head is not None:
        # In a very long trace, less is kept of slots than of words.
        detail = reader.detail("between")
        if detail == "mean" or (place.head is not None and detail != "heads"):
            return None, rest
        slots = _given(reader, "between", place, first, last)
    slots = np.minimum(slots, rest)
    return slots, rest - slots


def _given(reader: TraceReader, name: str, place: Place, first: int, last: int) -> Floats:
    mass = reader.mass(name, first, last, place.layer, place.head)[:, place.slot]
    return np.clip(np.nan_to_num(mass.astype(np.float64)), 0.0, 1.0)
