"""Long texts tokenised in pieces, to the very tokens that the whole text would give.

A piece is tokenised with some text before and after it, and the tokens of that are taken away
again. Cut without it, tokenizers that join line ends to a full stop, or begin every text with a
blank, would give other tokens at each cut.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from memstudio.data.long_text import Text

PIECE = 40_000
"""Characters of a piece, about."""
_SIZE_AT_ONCE = 8 * PIECE
_MOST_AT_ONCE = 4_000
CONTEXT = 400
"""Characters on either side of a piece that its tokens may depend on."""
_SEARCHED = 2_000
_TRIED = 5
_PARAGRAPH = re.compile(r"(?<=\n)(?=\S)")
_SENTENCE = re.compile(r"(?<=[。！？])(?=\w)")
_BLANK = re.compile(r"(?<=\S) (?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: from `start` to `end`, of the text with this number."""

    number: int
    text: Text
    start: int
    end: int

    @property
    def is_last(self) -> bool:
        """Whether its text ends with it."""
        return self.end == len(self.text)


def encode(
    texts: Iterable[Text], tokenizer: Any
) -> Iterator[list[tuple[Piece, NDArray[np.int32]]]]:
    """The tokens of texts, some pieces at a time, in order, without special tokens added.

    Each text has a piece at least; each piece comes with its tokens, `[n]`.
    """
    batch: list[Piece] = []
    size = 0
    for number, text in enumerate(texts):
        for start, end in itertools.pairwise(_cuts(text, tokenizer)):
            batch.append(Piece(number, text, start, end))
            size += end - start
            if size >= _SIZE_AT_ONCE or len(batch) >= _MOST_AT_ONCE:
                yield list(zip(batch, _encode_batch(batch, tokenizer), strict=True))
                batch, size = [], 0
    if batch:
        yield list(zip(batch, _encode_batch(batch, tokenizer), strict=True))


def encode_from(text: Text, start: int, size: int, tokenizer: Any) -> tuple[list[int], int]:
    """The tokens of a part of a text, as the whole text has them, and where the part ends.

    Args:
        text: with `CONTEXT` characters before `start`, if there are so many, and as many after the
            part, or it is the last.
        start: where the part begins.
        size: characters of it, about; of the last one all that is left.
        tokenizer: the model's.
    """
    end = len(text)
    if end - start > size:
        end = max(_cut(text, start + size, tokenizer), start + 1)
    (ids,) = _encode_batch([Piece(0, text, start, end)], tokenizer)
    return ids.tolist(), end


def encode_with_places(
    text: str, tokenizer: Any
) -> Iterator[tuple[int, NDArray[np.int32], NDArray[np.int32]] | None]:
    """A piece of a text after another: where it ends, its tokens `[n]`, and their places `[n, 2]`.

    None, and the end, where a cut is not sure to be one in the whole text, which is to be tokenised
    at once then: a token lies across it, or those about it are others in the next piece.
    """
    before: list[tuple[int, int]] = []
    for start, end in itertools.pairwise(_cuts(text, tokenizer)):
        at = max(0, start - CONTEXT)
        encoding = call(tokenizer, [text[at : end + CONTEXT]]).encodings[0]
        ids = _array(encoding.ids)
        places = np.asarray(encoding.offsets, np.int32).reshape(-1, 2) + np.int32(at)
        first = 0 if start == 0 else _token_at(encoding, start - at)
        last = len(ids) if end == len(text) else _token_at(encoding, end - at)
        if first is None or last is None or (start and before != _about(start, ids, places)):
            yield None
            return
        before = _about(end, ids, places)
        yield end, ids[first:last], places[first:last]


def _about(cut: int, ids: NDArray[np.int32], places: NDArray[np.int32]) -> list[tuple[int, int]]:
    """The tokens about a cut, and where they begin."""
    near = np.abs(places[:, 0] - cut) < CONTEXT // 2
    return list(zip(ids[near].tolist(), places[near, 0].tolist(), strict=True))


def _encode_batch(batch: list[Piece], tokenizer: Any) -> list[NDArray[np.int32]]:
    if not tokenizer.is_fast:
        texts = [piece.text[piece.start : piece.end] for piece in batch]
        return [_array(ids) for ids in call(tokenizer, texts)["input_ids"]]
    begins = [max(0, piece.start - CONTEXT) for piece in batch]
    wider = [piece.text[at : piece.end + CONTEXT] for at, piece in zip(begins, batch, strict=True)]
    encodings = call(tokenizer, wider).encodings
    found = []
    for encoding, at, piece in zip(encodings, begins, batch, strict=True):
        ids = encoding.ids
        first = 0 if piece.start == 0 else _token_at(encoding, piece.start - at)
        last = len(ids) if piece.is_last else _token_at(encoding, piece.end - at)
        if first is None or last is None:
            # A token lies across the cut; then each side goes without the other.
            ids = call(tokenizer, [piece.text[piece.start : piece.end]])["input_ids"][0]
            first, last = 0, len(ids)
        found.append(_array(ids[first:last]))
    return found


def call(tokenizer: Any, texts: list[str]) -> Any:
    """The encodings of texts as they are: nothing added, filled up or cut off."""
    return tokenizer(
        texts,
        add_special_tokens=False,
        padding=False,
        truncation=False,
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,
    )


def _token_at(encoding: Any, place: int) -> int | None:
    """The token that begins at a character; None when none does."""
    token: int | None = encoding.char_to_token(place)
    if token is None or encoding.token_to_chars(token)[0] != place:
        return None
    return token


def _array(ids: list[int]) -> NDArray[np.int32]:
    return np.asarray(ids, dtype=np.int32)


def _cuts(text: Text, tokenizer: Any) -> Iterator[int]:
    """Where pieces begin, each at a paragraph, a sentence or a word; and the end."""
    cut = 0
    yield cut
    while len(text) - cut > PIECE:
        cut = _cut(text, cut + PIECE, tokenizer)
        yield cut
    yield len(text)


def _cut(text: Text, near: int, tokenizer: Any) -> int:
    """The best place shortly before `near` at which a token begins."""
    start = max(0, near - _SEARCHED)
    # With the character before, as what stands there counts.
    before = max(0, start - 1)
    searched = text[before:near]
    places = [
        before + match.start()
        for pattern in (_PARAGRAPH, _SENTENCE, _BLANK)
        for match in list(pattern.finditer(searched, start - before))[-_TRIED:][::-1]
        if before + match.start() > start
    ]
    if not tokenizer.is_fast:
        return places[0] if places else near
    window = max(0, start - CONTEXT)
    encoding = call(tokenizer, [text[window : near + CONTEXT]]).encodings[0]
    begun = (place for place in places if _token_at(encoding, place - window) is not None)
    return next(begun, near)
