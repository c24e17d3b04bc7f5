"""The numbers of a trace as plain tables, part by part: how long the document is does not matter.

Three tables: `slots` (a row a segment and slot), `tokens` (a row a token) and `events` (a row an
overwrite, in words).

Shapes: T segments, N tokens, m slots, n tokens of a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.trace.slot_history import OVERWRITE, keeps_words_around, lost_and_gained
from memstudio.trace.slot_spans import ranked_spans, span_text, word_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader

Part = dict[str, Any]
"""Columns by name: arrays, or lists of text, of one length."""

MOST_EVENTS = 20_000
_SEGMENTS_AT_ONCE = 1024
_CELLS_AT_ONCE = 1 << 19
_FEWEST_TOKENS = 1024
_NUM_SOURCES = 3


@dataclass(frozen=True)
class Table:
    """A table that is made while it is written.

    Attributes:
        name: of its file.
        parts: makes its parts, in order; each has the same columns.
        num_rows: of them all.
    """

    name: str
    parts: Callable[[Control], Iterator[Part]]
    num_rows: int


def tables(reader: TraceReader) -> tuple[Table, ...]:
    """What can be told of a trace."""
    found = [Table("tokens", lambda control: _token_parts(reader, control), reader.num_tokens)]
    if reader.num_slots and reader.num_segments:
        events = biggest_overwrites(reader)
        cells = reader.num_segments * reader.num_slots
        found.append(Table("slots", lambda control: _slot_parts(reader, control), cells))
        found.append(
            Table("events", lambda control: _event_parts(reader, events, control), len(events))
        )
    return tuple(found)


def biggest_overwrites(reader: TraceReader, most: int = MOST_EVENTS) -> NDArray[np.int64]:
    """`[k, 2]`, segment and slot of the largest changes of a tenth or more, in order of time."""
    change = np.nan_to_num(reader.quantity("change"))
    found = np.argwhere(change >= OVERWRITE)
    if len(found) > most:
        sizes = change[found[:, 0], found[:, 1]]
        found = found[np.sort(np.argsort(-sizes, kind="stable")[:most])]
    return found


# ---------------------------------------------------------------------- slots over time


def _slot_parts(reader: TraceReader, control: Control) -> Iterator[Part]:
    names = reader.quantities
    for start in range(0, reader.num_segments, _SEGMENTS_AT_ONCE):
        control.checkpoint()
        stop = min(start + _SEGMENTS_AT_ONCE, reader.num_segments)
        segments, slots = np.mgrid[start:stop, 0 : reader.num_slots].astype(np.int32)
        part: Part = {"segment": segments.ravel(), "slot": slots.ravel()}
        for name, at in (("first_token", 0), ("last_token", 1)):
            edge = reader.segment_starts[start + at : stop + at] - at
            part[name] = np.repeat(edge, reader.num_slots).astype(np.int64)
        for name in names:
            part[name] = reader.quantity(name)[start:stop].ravel()
        yield part


# ---------------------------------------------------------------------- tokens


def _token_parts(reader: TraceReader, control: Control) -> Iterator[Part]:
    each = max(_FEWEST_TOKENS, _CELLS_AT_ONCE // max(1, reader.num_slots))
    for start in range(0, reader.num_tokens, each):
        control.checkpoint()
        stop = min(start + each, reader.num_tokens)
        tokens = np.arange(start, stop)
        segments = np.searchsorted(reader.segment_starts, tokens, side="right") - 1
        part: Part = {
            "token": tokens,
            "segment": segments.astype(np.int32),
            "id": reader.token_ids[start:stop],
            "text": _texts(reader, start, stop),
            "loss": reader.loss(start, stop),
        }
        if reader.has("gain"):
            part["gain"] = reader.gain(start, stop)
        for name in ("read", "write"):
            if reader.has(name):
                weights = reader.weights(name, start, stop)
                left = reader.left_out(name, start, stop)
                for slot in range(reader.num_slots):
                    part[f"{name}_{slot}"] = np.ascontiguousarray(weights[:, slot])
                if left is not None:
                    part[f"{name}_not_kept"] = left
        yield part


def _texts(reader: TraceReader, start: int, stop: int) -> list[str]:
    text = reader.text
    places = zip(
        reader.token_starts[start:stop].tolist(), reader.token_ends[start:stop].tolist(),
        strict=True,
    )  # fmt: skip
    return [text[first:last] for first, last in places]


# ---------------------------------------------------------------------- events


def _event_parts(
    reader: TraceReader, events: NDArray[np.int64], control: Control
) -> Iterator[Part]:
    for start in range(0, max(1, len(events)), _SEGMENTS_AT_ONCE):
        chosen = events[start : start + _SEGMENTS_AT_ONCE]
        rows = list(_described(reader, chosen, control))
        change = reader.quantity("change")[chosen[:, 0], chosen[:, 1]]
        yield {
            "segment": chosen[:, 0].astype(np.int32),
            "slot": chosen[:, 1].astype(np.int32),
            "change": change,
            "written_from": [row[0] for row in rows],
            "words_lost": [row[1] for row in rows],
            "words_gained": [row[2] for row in rows],
        }


def _described(
    reader: TraceReader, events: NDArray[np.int64], control: Control
) -> Iterator[tuple[str, str | None, str | None]]:
    """Sources, and words lost and gained (None where they were not kept), in order of time."""
    for segment in dict.fromkeys(events[:, 0].tolist()):
        control.checkpoint()
        before, after = (
            reader.slot_words(state, distinctive=True) for state in (segment, segment + 1)
        )
        slots = events[events[:, 0] == segment, 1].tolist()
        sources = segment_sources_text(reader, segment, slots)
        for slot in slots:
            if not keeps_words_around(reader, segment):
                yield sources[slot], None, None
                continue
            lost, gained = lost_and_gained(before[slot], after[slot])
            yield sources[slot], " | ".join(lost), " | ".join(gained)


def segment_sources_text(reader: TraceReader, segment: int, slots: list[int]) -> dict[int, str]:
    """By slot, the few words and phrases that a segment wrote it from most, with their shares."""
    if not reader.has("write"):
        return dict.fromkeys(slots, "")
    start, stop = reader.segment_tokens(segment)
    weights = np.nan_to_num(reader.weights("write", start, stop))
    starts, ends = reader.token_starts, reader.token_ends
    marks = word_marks(reader.text, starts[start:stop], ends[start:stop])
    found = {}
    for slot in slots:
        spans = ranked_spans(weights[:, slot], marks, offset=start)[:_NUM_SOURCES]
        said = (f"{span_text(reader.text, starts, ends, s)} ({s.weight:.3f})" for s in spans)
        found[slot] = " | ".join(said)
    return found
