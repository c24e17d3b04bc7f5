"""Documents as tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from memstudio.data import pieces, token_cache
from memstudio.data.rendering import parts_of
from memstudio.data.stored_documents import StoredDocuments, num_characters_of
from memstudio.data.token_writer import TokenWriter
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.data.rendering import Part
    from memstudio.progress import Control

_AT_ONCE, _LENGTH_AT_ONCE = 256, 500_000
"""Documents that are tokenised whole, together, and their characters."""
_LOOKED_AT = 8
"""Tokens at the end of a document, among which is the one with which a template closes it."""
_MOST_AT_ONCE, _SIZE_AT_ONCE = 10_000, 4_000_000
"""Documents that are on their way, and their characters."""

Rendered: TypeAlias = "Sequence[Part]"
"""A document as the model reads it."""
Encoded: TypeAlias = "tuple[NDArray[np.int32], NDArray[np.bool_]]"
"""Tokens `[n]`, and whether they count, `[n]`."""


@dataclass(frozen=True)
class TokenisedCorpus:
    """Tokens of documents one after another.

    Attributes:
        tokens: `[N]` int32.
        offsets: `[D+1]` int64, where each document begins, and N.
        counts: `[N]` bool, whether a token is learnt or only read; None when all are learnt.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    counts: NDArray[np.bool_] | None = None

    @property
    def num_tokens(self) -> int:
        """N."""
        return int(self.offsets[-1])

    @property
    def num_learnt(self) -> int:
        """Tokens that are learnt."""
        return self.num_tokens if self.counts is None else int(self.counts.sum())

    @property
    def num_documents(self) -> int:
        """D."""
        return len(self.offsets) - 1

    def num_learnt_beyond(self, length: int) -> int:
        """Documents of which something is learnt beyond so many tokens, and something is only read.

        Of the token right behind them nothing is learnt: it begins the next sample.
        """
        if self.counts is None:
            return 0
        long = np.flatnonzero(np.diff(self.offsets) > length)
        return sum(
            bool(self.counts[first + length + 1 : end].any() and not self.counts[first:end].all())
            for first, end in zip(self.offsets[long], self.offsets[long + 1], strict=True)
        )

    def num_segments(self, segment_length: int) -> int:
        """Segments of all documents; none crosses the end of a document."""
        return int(np.sum(-(-np.diff(self.offsets) // segment_length)))


def tokenise(
    documents: Sequence[Document], tokenizer: Any, control: Control | None = None
) -> TokenisedCorpus:
    """Turn documents into tokens, each closed by the tokenizer's end token if it has one.

    The result is kept under the cache folder, by the text and the tokenizer. Documents on the disk
    are read some at a time, and so are their tokens written.

    Args:
        documents: what to tokenise.
        tokenizer: a Hugging Face tokenizer.
        control: takes progress in characters; may cancel.

    Raises:
        Cancelled: through `control`.
        StorageError: there is too little room for tokens that are too many to be held.
    """
    rendered: Iterable[Rendered] = (parts_of(document, tokenizer) for document in documents)
    if isinstance(documents, StoredDocuments):
        place = token_cache.place_of_stored(documents, tokenizer)
        total = num_characters_of(documents)
    else:
        rendered = list(_checked(rendered, control))
        place = token_cache.place_of(rendered, tokenizer, control)
        total = sum(len(part.text) for own in rendered for part in own)
    if (kept := token_cache.load(place)) is not None:
        return TokenisedCorpus(*kept)
    telling = _Telling(total, control)
    with TokenWriter(place, telling.share_done) as writer:
        for batch in _batches(rendered, _MOST_AT_ONCE, _SIZE_AT_ONCE):
            _encode(batch, tokenizer, telling, writer)
        return TokenisedCorpus(*writer.finish())


def tokens_of(document: Document, tokenizer: Any) -> Encoded:
    """The tokens of one document, as `tokenise` has them, and which of them are learnt; none are kept."""
    held = _Held()
    _encode([parts_of(document, tokenizer)], tokenizer, _Telling(0, None), held)
    return np.concatenate(held.tokens), np.concatenate(held.counts)


def parted(tokens: list[int], is_learnt: NDArray[np.bool_] | None) -> tuple[list[int], list[int]]:
    """Tokens of a document, `[n]`, parted before the last stretch of them that is learnt."""
    if is_learnt is None:
        is_learnt = np.ones(len(tokens), np.bool_)
    read_only = np.flatnonzero(~is_learnt)
    learnt = np.flatnonzero(is_learnt)
    # A template may write something after the answer.
    stop = int(learnt[-1]) + 1 if len(learnt) else len(tokens)
    before = read_only[read_only < stop]
    first = int(before[-1]) + 1 if len(before) else 0
    return tokens[:first], tokens[first:stop]


class _Taking(Protocol):
    """Takes the tokens of documents one after another."""

    def add(self, tokens: NDArray[np.int32], counts: NDArray[np.bool_] | bool) -> None:
        """Take some of a document."""

    def end_document(self) -> None:
        """Close the document."""


class _Held:
    """Holds the tokens of one document."""

    def __init__(self) -> None:
        self.tokens: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self.counts: list[NDArray[np.bool_]] = [np.empty(0, np.bool_)]

    def add(self, tokens: NDArray[np.int32], counts: NDArray[np.bool_] | bool) -> None:
        self.tokens.append(tokens)
        self.counts.append(np.broadcast_to(np.asarray(counts, np.bool_), tokens.shape))

    def end_document(self) -> None:
        pass


def _checked(rendered: Iterable[Rendered], control: Control | None) -> Iterator[Rendered]:
    for own in rendered:
        if control is not None:
            control.checkpoint()
        yield own


def _batches(rendered: Iterable[Rendered], most: int, size: int) -> Iterator[list[Rendered]]:
    """Documents together: `most` of them, or fewer once they have `size` characters."""
    batch: list[Rendered] = []
    num_characters = 0
    for own in rendered:
        batch.append(own)
        num_characters += sum(len(part.text) for part in own)
        if len(batch) >= most or num_characters >= size:
            yield batch
            batch, num_characters = [], 0
    if batch:
        yield batch


class _Telling:
    """Tells how far the tokenising is; hold or end there when asked to."""

    def __init__(self, total: int, control: Control | None) -> None:
        self._control = control
        self._total = total
        self._done = 0

    def share_done(self) -> float:
        """From 0 to 1."""
        return self._done / max(1, self._total)

    def add(self, num_characters: int) -> None:
        """So many more characters are tokens now."""
        # A chat template adds some that were not foreseen.
        self._done = min(self._total, self._done + num_characters)
        if self._control is not None:
            self._control.checkpoint()
            text = marked("progress", "Turning text into tokens")
            self._control.report(self._done, self._total, text, "characters")


def _encode(batch: Sequence[Rendered], tokenizer: Any, telling: _Telling, writer: _Taking) -> None:
    """Write the tokens of each document, one after another.

    What is learnt in parts is tokenised whole: next to each other, parts have other tokens. Long
    texts without parts go in pieces, and so do parts where a tokenizer cannot say what is where.
    """
    end = tokenizer.eos_token_id
    are_whole = [len(own) > 1 and tokenizer.is_fast for own in batch]
    whole = _whole(
        [own for own, is_so in zip(batch, are_whole, strict=True) if is_so], tokenizer, telling
    )
    parts = [part for own, is_so in zip(batch, are_whole, strict=True) if not is_so for part in own]
    in_pieces = _in_pieces(parts, tokenizer, telling)
    for own, is_whole in zip(batch, are_whole, strict=True):
        last: list[int] = []
        if is_whole:
            tokens, counts = next(whole)
            writer.add(tokens, counts)
            last = tokens[-_LOOKED_AT:].tolist()
        else:
            for part in own:
                for tokens in next(in_pieces):
                    writer.add(tokens, part.counts)
                    last = [*last, *tokens[-_LOOKED_AT:].tolist()][-_LOOKED_AT:]
        if end is not None and not (end in last and _is_closed(own, tokenizer)):
            writer.add(np.asarray([end], np.int32), own[-1].counts if own else True)
        writer.end_document()


def _is_closed(own: Rendered, tokenizer: Any) -> bool:
    """Whether a template has closed a document itself, with a line behind it or none."""
    if len(own) < 2:
        return False
    text = "".join(str(part.text) for part in own[-2:])
    return text.rstrip().endswith(str(tokenizer.eos_token).rstrip())


def _whole(documents: Sequence[Rendered], tokenizer: Any, telling: _Telling) -> Iterator[Encoded]:
    """The tokens of documents as one text each; those count that end in a part that counts."""
    # So few that the tokenizer is soon done.
    for some in _batches(documents, _AT_ONCE, _LENGTH_AT_ONCE):
        texts = ["".join(str(part.text) for part in own) for own in some]
        encodings = pieces.call(tokenizer, texts).encodings
        telling.add(sum(map(len, texts)))
        for own, encoding in zip(some, encodings, strict=True):
            ends = np.cumsum([len(part.text) for part in own])
            counts = np.asarray([part.counts for part in own])
            spans = np.asarray(encoding.offsets, np.int64).reshape(-1, 2)
            last = np.maximum(spans[:, 0], spans[:, 1] - 1)
            place = np.minimum(np.searchsorted(ends, last, side="right"), len(own) - 1)
            yield np.asarray(encoding.ids, np.int32), counts[place]


def _in_pieces(
    parts: Sequence[Part], tokenizer: Any, telling: _Telling
) -> Iterator[Iterator[NDArray[np.int32]]]:
    """The tokens of each part, a piece after another; each part is taken whole before the next."""
    encoded = (
        each
        for batch in pieces.encode((part.text for part in parts), tokenizer)
        for each in _told(batch, telling)
    )

    def of_part() -> Iterator[NDArray[np.int32]]:
        for piece, tokens in encoded:
            yield tokens
            if piece.is_last:
                return

    for _ in parts:
        yield of_part()


def _told(
    batch: list[tuple[pieces.Piece, NDArray[np.int32]]], telling: _Telling
) -> list[tuple[pieces.Piece, NDArray[np.int32]]]:
    telling.add(sum(piece.end - piece.start for piece, _ in batch))
    return batch
