"""Tokens joined to words, and neighbouring words that matter to phrases: what people can read.

A tokenizer's pieces are no words: "Dani" and "el" each got half of what "Daniel" got. All of a
text's weight is kept: the spans of a stretch of tokens leave no token out and share none.

Shapes: n tokens of a stretch of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.floating]
    Marks = NDArray[np.bool_]

_LONGEST_PHRASE = 6
_STRONG = 0.3
"""A word joins its neighbours in a phrase when it has this part of the largest word's weight."""
_ABOVE_MEAN = 1.5
"""... and so many times the mean: attention that is spread evenly makes no phrases."""

_INSIDE_WORDS = "'\u2019-"
"""Apostrophes and hyphens stand inside words more often than between them."""


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring tokens, `start` up to but without `stop`, and what they weigh together."""

    start: int
    stop: int
    weight: float


@dataclass(frozen=True)
class WordMarks:
    """Where the words of a stretch of tokens begin.

    Attributes:
        begins: `[n]`, whether a token begins a word; the first always does.
        stands_alone: `[n]`, whether a token belongs to a word that never joins a phrase:
            punctuation and line ends.
    """

    begins: Marks
    stands_alone: Marks


def word_marks(
    text: str, starts: Sequence[int] | NDArray[np.int32], ends: Sequence[int] | NDArray[np.int32]
) -> WordMarks:
    """Find words in a stretch of tokens.

    Words are parted by blanks, and where letters meet punctuation; each token of a script that is
    written without blanks is a word of its own.

    Args:
        text: the document.
        starts: `[n]`, the first character of each token in it.
        ends: `[n]`, the character after each token's last.
    """
    count = len(starts)
    begins = np.ones(count, np.bool_)
    alone = np.zeros(count, np.bool_)
    last_end, last_character, last_start = -1, " ", -1
    for i, (start, end) in enumerate(zip(_plain(starts), _plain(ends), strict=True)):
        piece = text[start:end]
        if i and (not piece or start == last_start):
            # A part of a character: it belongs to what stands there already.
            begins[i], alone[i] = False, alone[i - 1]
            continue
        word = piece.strip()
        head, tail = (word[0], word[-1]) if word else (" ", " ")
        alone[i] = not any(map(_is_of_word, word))
        if i:
            is_parted = piece[:1].isspace() or last_character.isspace() or start != last_end
            begins[i] = is_parted or _kind(head) != _kind(last_character) or _is_unspaced(head)
        if not begins[i]:
            alone[i] = alone[i - 1]
        last_start, last_end = start, end
        last_character = " " if piece[-1:].isspace() else tail
    return WordMarks(begins, alone)


def ranked_spans(
    weights: Floats, words: WordMarks, *, offset: int = 0, breaks: Marks | None = None
) -> list[Span]:
    """Words and phrases, the heaviest first.

    Neighbouring words that each weigh much are one phrase. The spans' weights add up to the
    tokens'.

    Args:
        weights: `[n]`, not below zero.
        words: where words begin.
        offset: the first token's index in the document.
        breaks: `[n]`, tokens before which a phrase ends in any case.
    """
    count = len(weights)
    if not count:
        return []
    first = np.flatnonzero(words.begins)
    by_word = np.add.reduceat(np.asarray(weights, np.float64), first)
    strong = by_word >= max(_STRONG * by_word.max(), _ABOVE_MEAN * by_word.mean())
    strong &= ~words.stands_alone[first] & (by_word > 0)
    apart = np.zeros(len(first), np.bool_) if breaks is None else breaks[first]
    heads: list[int] = []
    length = 0
    for word in range(len(first)):
        joins = word and strong[word] and strong[word - 1] and not apart[word]
        if joins and length < _LONGEST_PHRASE:
            length += 1
        else:
            heads.append(word)
            length = 1
    begin = first[heads]
    stop = np.append(begin[1:], count)
    total = np.add.reduceat(by_word, heads)
    order = np.argsort(-total, kind="stable")
    return [Span(offset + int(begin[i]), offset + int(stop[i]), float(total[i])) for i in order]


def spans_of_segments(reader: TraceReader, weights: Floats, first: int) -> tuple[Span, ...]:
    """Words and phrases of the segments from `first` on; no phrase goes across their ends.

    Args:
        reader: of the document.
        weights: `[n]`, of the tokens of whole segments.
        first: their first.
    """
    start = int(reader.segment_starts[first])
    stop = start + len(weights)
    words = word_marks(reader.text, reader.token_starts[start:stop], reader.token_ends[start:stop])
    breaks = np.zeros(len(weights), np.bool_)
    begins = reader.segment_starts
    inside = begins[np.searchsorted(begins, start) : np.searchsorted(begins, stop)]
    breaks[inside - start] = True
    return tuple(ranked_spans(weights, words, offset=start, breaks=breaks))


def span_text(text: str, starts: NDArray[np.int32], ends: NDArray[np.int32], span: Span) -> str:
    """What a span says, on one line, blanks at its ends left out; those of blanks are made visible.

    Args:
        text: the document.
        starts: `[N]`, of all tokens.
        ends: `[N]`, of all tokens.
        span: which.
    """
    said = text[int(starts[span.start]) : int(ends[span.stop - 1])]
    shown = " ".join(said.split())
    if shown:
        return shown
    return "↵" if "\n" in said else "␣" if said else "·"


def shown_word(text: str) -> str:
    """A word of the vocabulary, on one line; what cannot be seen is made visible."""
    shown = " ".join(text.split()) or ("↵" if "\n" in text else "␣")
    return "".join(each if each.isprintable() else f"<{ord(each):02X}>" for each in shown)


def _plain(values: Sequence[int] | NDArray[np.int32]) -> Sequence[int]:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _kind(character: str) -> str:
    if _is_unspaced(character):
        return "unspaced"
    return "word" if _is_of_word(character) or character in _INSIDE_WORDS else "mark"


def _is_unspaced(character: str) -> bool:
    """Of Chinese, Japanese kana, Thai, Lao or Khmer."""
    return (
        "\u0e00" <= character <= "\u0eff"
        or "\u1780" <= character <= "\u17ff"
        or "\u3040" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U0003ffff"
    )
