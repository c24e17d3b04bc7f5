"""When a slot was overwritten, from what, and what was lost by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_spans import Span, spans_of_segments
from memstudio.trace.slot_weights import Place, attention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader
    from memstudio.trace.slot_spans import Span
    from memstudio.trace.slot_weights import Place
    from memstudio.trace.stored_words import Word

    StateWords = Callable[[int], Sequence[Sequence[Word]]]

OVERWRITE = 0.1
"""A segment that moved a slot by this part of its length overwrote it."""
_NUM_SPANS = 3


@dataclass(frozen=True)
class Overwrite:
    """A segment that changed a slot much.

    Attributes:
        segment: which.
        spans: the words that it was written from most; none when the trace has no weights.
        lost: words that set the slot apart before and no longer do, the strongest first; None
            where the trace does not keep the words of both states.
    """

    segment: int
    spans: tuple[Span, ...]
    lost: tuple[str, ...] | None


def overwrites(change: NDArray[np.floating], least: float = OVERWRITE) -> NDArray[np.int64]:
    """The segments that changed a slot by `least` of its length or more, in order.

    Args:
        change: `[T]`.
        least: of the slot's length.
    """
    found: NDArray[np.int64] = np.flatnonzero(np.nan_to_num(change, posinf=np.inf) >= least)
    return found


def describe_overwrite(
    reader: TraceReader, place: Place, segment: int, words: StateWords
) -> Overwrite:
    """What one segment did to a slot, in words.

    Args:
        reader: of the trace.
        place: which slot.
        segment: that overwrote it.
        words: the distinctive words of each slot in a state.
    """
    spans: tuple[Span, ...] = ()
    if reader.has("write"):
        weights = attention(reader, "write", place, segment, segment + 1)
        spans = spans_of_segments(reader, weights, segment)[:_NUM_SPANS]
    if not keeps_words_around(reader, segment):
        return Overwrite(segment, spans, None)
    before, after = (words(state)[place.slot] for state in (segment, segment + 1))
    lost, _ = lost_and_gained(before, after)
    return Overwrite(segment, spans, lost)


def keeps_words_around(reader: TraceReader, segment: int) -> bool:
    """Whether a trace keeps the words of the states before and after a segment, each its own."""
    return reader.named_state(segment) != reader.named_state(segment + 1)


def lost_and_gained(
    before: Sequence[Word], after: Sequence[Word]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are in the first list alone, and those in the second alone."""
    old, new = [word for word, _ in before], [word for word, _ in after]
    return words_without(old, new), words_without(new, old)


def words_without(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Those of `words`, each once and in their order, that are not among `others`."""
    known = {_folded(word) for word in others}
    left = {_folded(word): word.strip() for word in reversed(words) if word.strip()}
    return tuple(
        left[word]
        for word in dict.fromkeys(map(_folded, words))
        if word in left and word not in known
    )


def _folded(word: str) -> str:
    return word.strip().casefold()
