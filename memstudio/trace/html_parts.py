"""What the offline page of a trace holds, as bytes of a chosen size.

Shapes: T segments, N tokens, m slots of which s are shown, C columns of a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.look.scales import Scale, upper_level
from memstudio.look.tints import LOSS_FULL
from memstudio.trace.quantity_kinds import Quantity, quantity_kind
from memstudio.trace.slot_spans import ranked_spans, shown_word, word_marks
from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader

    Bytes = NDArray[np.uint8]

_NUM_WORDS = 6
_NUM_SPANS = 5
_HIGHEST = 255
_AT_ONCE = 16_384


@dataclass(frozen=True)
class PageSizes:
    """How much of a trace a page holds.

    Attributes:
        tokens: of the text, from its beginning.
        columns: of the picture.
        slots: those that changed most.
        places: slots in segments whose words and sources can be looked at.
    """

    tokens: int
    columns: int
    slots: int
    places: int


@dataclass(frozen=True)
class Picture:
    """A quantity, quantised.

    Attributes:
        kind: of what.
        scale: what 0 and 255 stand for; what lies beyond is painted alike.
        values: `[s, C]`.
        known: `[s, C]`, 1 where there is a value; None where there is one everywhere.
    """

    kind: Quantity
    scale: Scale
    values: Bytes
    known: Bytes | None


def chosen_slots(reader: TraceReader, most: int) -> NDArray[np.int64]:
    """`[s]`, in order, the slots that changed most over the document."""
    if reader.num_slots <= most:
        return np.arange(reader.num_slots)
    moved = np.nan_to_num(reader.quantity("change")).sum(axis=0)
    found: NDArray[np.int64] = np.sort(np.argsort(-moved, kind="stable")[:most])
    return found


def pictures(
    reader: TraceReader, slots: NDArray[np.int64], columns: int
) -> tuple[list[Picture], NDArray[np.int64]]:
    """The quantities of a trace, and `[C + 1]` the segments at which the columns begin.

    A column of several segments shows the largest of their values, of likeness the smallest.
    """
    edges = np.unique(np.linspace(0, reader.num_segments, columns + 1).round().astype(np.int64))
    found = []
    for name in reader.quantities:
        kind = quantity_kind(name)
        values = reader.quantity(name)
        values = np.where(np.isfinite(values), values, np.nan)
        scale = kind.scale(values)
        pool = np.fmin if kind.reduction == "min" else np.fmax
        pooled = pool.reduceat(values[:, slots], edges[:-1], axis=0).T
        known = np.isfinite(pooled)
        shown = quantised(np.where(known, pooled, scale.low), scale.low, scale.high)
        found.append(Picture(kind, scale, shown, None if known.all() else known.astype(np.uint8)))
    return found, edges


def quantised(values: NDArray[np.floating], low: float, high: float) -> Bytes:
    """Values as 0 to 255, evenly from `low` to `high`."""
    reach = high - low if high > low else 1.0
    found: Bytes = (np.clip((values - low) / reach, 0, 1) * _HIGHEST).round().astype(np.uint8)
    return found


# ---------------------------------------------------------------------- text


@dataclass(frozen=True)
class TokenBytes:
    """What is shown of each token of the text, mostly a byte each.

    Attributes:
        lengths: `[N]`, characters from a token's beginning to the next one's; of the first, from
            the beginning of the text; wider than a byte where one is so long.
        loss: `[N]`, surprise, 255 for `highest_loss` and more.
        owner: `[N]`, which of the shown slots was written from it most, 255 for none.
        written: `[N]`, how strongly.
        highest_loss: nats.
        highest_write: of a slot's writing attention.
    """

    lengths: Bytes | NDArray[np.uint16]
    loss: Bytes
    owner: Bytes
    written: Bytes
    highest_loss: float
    highest_write: float


def token_bytes(
    reader: TraceReader, slots: NDArray[np.int64], tokens: int, control: Control
) -> TokenBytes:
    """The first tokens of a document."""
    starts = np.append(reader.token_starts[: tokens + 1], len(reader.text))[: tokens + 1]
    starts[:1] = 0
    lengths = np.diff(starts)
    lengths = lengths.astype(np.uint16 if (lengths > _HIGHEST).any() else np.uint8)
    loss = np.nan_to_num(reader.loss(0, tokens))
    owner, written = np.full(tokens, _HIGHEST, np.uint8), np.zeros(tokens)
    if reader.has("write") and len(slots):
        for start in range(0, tokens, _AT_ONCE):
            control.checkpoint()
            stop = min(start + _AT_ONCE, tokens)
            weights = np.nan_to_num(reader.weights("write", start, stop)[:, slots])
            owner[start:stop] = np.minimum(weights.argmax(axis=1), _HIGHEST)
            written[start:stop] = weights.max(axis=1)
    # What is tinted most strongly has to be told from what is tinted less.
    most = max(upper_level(loss), min(float(loss.max(initial=0.0)), LOSS_FULL))
    top = upper_level(written)
    return TokenBytes(
        lengths, quantised(loss, 0, most), owner, quantised(written, 0, top), most, top
    )


# ---------------------------------------------------------------------- contents


def contents(
    reader: TraceReader, slots: NDArray[np.int64], places: int, control: Control
) -> dict[str, Any]:
    """Words and sources of the slots after evenly chosen segments, as plain values for JSON.

    Of segments after which the words were kept, where there are any. Words and spans stand in a
    list of texts, each once, and are named by their places there.
    """
    every = np.arange(reader.num_segments, dtype=np.int64)
    named = np.array([reader.named_state(t + 1) == t + 1 for t in every.tolist()], bool)
    offered = every[named] if named.any() else every
    segments = offered[evenly(len(offered), max(2, places // max(1, len(slots))))]
    texts: dict[str, int] = {}
    words, sources = [], []
    for segment in segments.tolist():
        control.checkpoint()
        rows = reader.slot_words(segment + 1, distinctive=True)
        if not named[segment]:  # These are of an earlier state.
            rows = [[] for _ in rows]
        words.append(
            [
                [[_index(texts, w), round(score, 2)] for w, score in rows[slot][:_NUM_WORDS]]
                for slot in slots.tolist()
            ]
        )
        sources.append(list(_sources(reader, segment, slots)))
    return {
        "segments": segments.tolist(),
        "texts": list(texts),
        "words": words,
        "sources": sources,
    }


def _index(texts: dict[str, int], text: str) -> int:
    return texts.setdefault(shown_word(text), len(texts))


def _sources(
    reader: TraceReader, segment: int, slots: NDArray[np.int64]
) -> Iterator[list[list[float]]]:
    """For each slot, spans as first character, characters, and parts in a thousand."""
    if not reader.has("write"):
        yield from ([] for _ in slots)
        return
    start, stop = reader.segment_tokens(segment)
    starts, ends = reader.token_starts, reader.token_ends
    weights = np.nan_to_num(reader.weights("write", start, stop)[:, slots])
    marks = word_marks(reader.text, starts[start:stop], ends[start:stop])
    for column in range(len(slots)):
        spans = ranked_spans(weights[:, column], marks, offset=start)[:_NUM_SPANS]
        yield [
            [
                int(starts[span.start]),
                int(ends[span.stop - 1] - starts[span.start]),
                round(span.weight * 1000, 1),
            ]
            for span in spans
            if span.weight > 0
        ]
