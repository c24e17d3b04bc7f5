"""Which words read a slot: in the segment at hand, and later, until it was overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_parts import parts_of_segments, tokens_gone
from memstudio.trace.slot_spans import Span, spans_of_segments
from memstudio.trace.slot_weights import Place, attention, kept_place, lacking, read_mass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.floating]

OVERWRITTEN = 0.1
"""A slot of which less than this is left holds something else."""
_ROUNDING = 0.0005
_MOST_SEGMENTS = 64
_MOST_TOKENS = 16_384


@dataclass(frozen=True)
class Readers:
    """What read a slot over some segments.

    Attributes:
        spans: words and phrases with their share of all that was read of the slot there, the
            largest first; the shares add up to 1.
        first_segment: the first that was looked at.
        last_segment: the last.
        attention: the mean part of a word's attention that went to the slot.
        is_least: whether `attention` is only of what the trace keeps of a layer or a head.
        not_kept: the part of that which the trace does not keep word by word, of 1.
        is_cut: whether the slot was read on for longer than was looked at.
    """

    spans: tuple[Span, ...]
    first_segment: int
    last_segment: int
    attention: float
    is_cut: bool = False
    not_kept: float = 0.0
    is_least: bool = False


def segment_readers(reader: TraceReader, place: Place, segment: int) -> Readers:
    """The words of a segment that read a slot, as it was before that segment."""
    return _readers(reader, place, segment, np.ones(1), is_cut=False)


def later_readers(reader: TraceReader, place: Place, segment: int) -> Readers | None:
    """The words that read what a slot held after a segment, until little of that was left.

    Each counts by what was left when it read.

    Returns:
        None after the last segment.
    """
    if segment + 1 >= reader.num_segments:
        return None
    first = segment + 1
    start = int(reader.segment_starts[first])
    room = int(np.searchsorted(reader.segment_starts, start + _MOST_TOKENS, side="right")) - 1
    last = max(first + 1, min(first + _MOST_SEGMENTS, room, reader.num_segments))
    # What it held may leave by itself, from the oldest on.
    oldest = segment + 1
    gone = tokens_gone(reader, segment)
    if gone is not None:
        oldest = int(np.searchsorted(reader.segment_starts, gone, side="right")) - 1
        oldest = max(oldest, segment - _MOST_SEGMENTS)
    parts = parts_of_segments(reader, place.slot, oldest, last)
    older = first - oldest
    left = np.append(1.0, parts[older:, : 1 + older].sum(1))
    # The segment that overwrites a slot still reads what it held.
    count = max(1, int((left[:-1] >= OVERWRITTEN).sum()))
    goes_on = count == last - first and left[-1] >= OVERWRITTEN and last < reader.num_segments
    return _readers(reader, place, first, left[:count], is_cut=bool(goes_on))


def _readers(
    reader: TraceReader, place: Place, first: int, left: Floats, *, is_cut: bool
) -> Readers:
    last = first + len(left)
    place = kept_place(reader, "read", place)
    read = attention(reader, "read", place, first, last)
    weights = read * np.repeat(left, np.diff(reader.segment_starts[first : last + 1]))
    total = float(weights.sum())
    if total > 0:
        weights /= total
    mean, kept, is_least = float(read.mean()), float(read.mean()), False
    if place.layer is None and place.head is None:
        lengths = np.diff(reader.segment_starts[first : last + 1])
        mean = float((read_mass(reader, place.slot, first, last) * lengths).sum() / lengths.sum())
    else:
        start, stop = int(reader.segment_starts[first]), int(reader.segment_starts[last])
        left_out = lacking(reader, "read", place, start, stop)
        # What of it went to this slot is not known.
        is_least = left_out is not None and float(np.mean(left_out * (read == 0))) > _ROUNDING
    spans = spans_of_segments(reader, weights, first)
    not_kept = max(0.0, 1.0 - kept / mean) if mean > 0 else 0.0
    return Readers(spans, first, last - 1, mean, is_cut, not_kept, is_least)
