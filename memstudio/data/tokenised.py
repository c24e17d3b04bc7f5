"""Documents as tokens, and tokens as samples to train on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.data import pieces, token_cache
from memstudio.data.rendering import parts_of
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.data.rendering import Part
    from memstudio.progress import Control


_AT_ONCE = 256
"""Documents that are tokenised whole, together."""


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

    def num_segments(self, segment_length: int) -> int:
        """Segments of all documents; none crosses the end of a document."""
        return int(np.sum(-(-np.diff(self.offsets) // segment_length)))


def tokenise(
    documents: Sequence[Document], tokenizer: Any, control: Control | None = None
) -> TokenisedCorpus:
    """Turn documents into tokens, each closed by the tokenizer's end token if it has one.

    The result is kept under the cache folder, by the text and the tokenizer.

    Args:
        documents: what to tokenise.
        tokenizer: a Hugging Face tokenizer.
        control: takes progress in characters; may cancel.

    Raises:
        Cancelled: through `control`.
    """
    rendered = []
    for document in documents:
        if control is not None:
            control.checkpoint()
        rendered.append(parts_of(document, tokenizer))
    place = token_cache.place_of(rendered, tokenizer, control)
    if (kept := token_cache.load(place)) is not None:
        return TokenisedCorpus(*kept)
    end = tokenizer.eos_token_id
    found: list[NDArray[np.int32]] = []
    counts: list[NDArray[np.bool_]] = []
    sizes = np.zeros(len(documents), dtype=np.int64)
    encoded = _encoded(rendered, tokenizer, _Telling(rendered, control))
    for number, (own, (tokens, learnt)) in enumerate(zip(rendered, encoded, strict=True)):
        found.append(tokens)
        counts.append(learnt)
        sizes[number] += len(tokens)
        # A template may have closed the text itself, with a line behind it.
        if end is not None and not (len(own) > 1 and end in tokens[-2:]):
            found.append(np.asarray([end], dtype=np.int32))
            counts.append(np.asarray([own[-1].counts if own else True]))
            sizes[number] += 1
    made = np.concatenate(found) if found else np.zeros(0, np.int32)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    has_read_only = any(not part.counts for own in rendered for part in own)
    learnt_of_all = np.concatenate(counts) if has_read_only else None
    token_cache.keep(place, made, offsets, learnt_of_all)
    # What is mapped from the disk can be let go of when memory is short.
    return TokenisedCorpus(*(token_cache.load(place) or (made, offsets, learnt_of_all)))


Encoded: TypeAlias = "tuple[NDArray[np.int32], NDArray[np.bool_]]"
"""Tokens `[n]`, and whether they count, `[n]`."""


class _Telling:
    """Tells how far the tokenising is; hold or end there when asked to."""

    def __init__(self, rendered: Sequence[Sequence[Part]], control: Control | None) -> None:
        self._control = control
        self._total = sum(len(part.text) for own in rendered for part in own)
        self._done = 0

    def add(self, num_characters: int) -> None:
        """So many more characters are tokens now."""
        self._done += num_characters
        if self._control is not None:
            self._control.checkpoint()
            text = marked("progress", "Turning text into tokens")
            self._control.report(self._done, self._total, text, "characters")


def _encoded(
    rendered: Sequence[Sequence[Part]], tokenizer: Any, telling: _Telling
) -> Iterator[Encoded]:
    """The tokens of each document, one after another.

    What is learnt in parts is tokenised whole: next to each other, parts have other tokens. Long
    texts without parts go in pieces, and so do parts where a tokenizer cannot say what is where.
    """
    are_whole = [len(own) > 1 and tokenizer.is_fast for own in rendered]
    whole = _whole(
        [own for own, is_so in zip(rendered, are_whole, strict=True) if is_so], tokenizer, telling
    )
    parts = [
        part for own, is_so in zip(rendered, are_whole, strict=True) if not is_so for part in own
    ]
    in_pieces = _in_pieces(parts, tokenizer, telling)
    for own, is_whole in zip(rendered, are_whole, strict=True):
        if is_whole:
            yield next(whole)
            continue
        tokens = [next(in_pieces) for _ in own]
        counts = [np.full(len(each), part.counts) for each, part in zip(tokens, own, strict=True)]
        yield (
            np.concatenate(tokens) if tokens else np.zeros(0, np.int32),
            np.concatenate(counts) if counts else np.zeros(0, np.bool_),
        )


def _whole(
    documents: Sequence[Sequence[Part]], tokenizer: Any, telling: _Telling
) -> Iterator[Encoded]:
    """The tokens of documents as one text each; those count that end in a part that counts."""
    for start in range(0, len(documents), _AT_ONCE):
        some = documents[start : start + _AT_ONCE]
        texts = ["".join(part.text for part in own) for own in some]
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
) -> Iterator[NDArray[np.int32]]:
    """The tokens of each part, one after another."""
    begun: list[NDArray[np.int32]] = []
    for batch in pieces.encode((part.text for part in parts), tokenizer):
        done: list[NDArray[np.int32]] = []
        for piece, tokens in batch:
            begun.append(tokens)
            if piece.is_last:
                done.append(begun[0] if len(begun) == 1 else np.concatenate(begun))
                begun = []
        telling.add(sum(piece.end - piece.start for piece, _ in batch))
        yield from done


class SegmentWindows(Dataset[dict[str, torch.Tensor]]):
    """Samples of some segments in a row, none across the end of a document.

    Without overlap, each token is in one sample, but for a last one that would be alone in its
    sample: there is nothing to predict from it.

    Args:
        corpus: tokens.
        segment_length: tokens of a segment.
        segments_per_sample: segments in a row.
        stride: segments from one sample's start to the next's; None for no overlap.
        pad_token: what fills the end of a document's last sample; it is masked.

    Each item: `input_ids`, `labels` (-100 at padding and at what is only read) and `attention_mask`, all `[n]` int64 with
    n = segments_per_sample * segment_length.

    Raises:
        DataError: no document has two tokens, or none that is learnt.
    """

    def __init__(
        self,
        corpus: TokenisedCorpus,
        segment_length: int,
        segments_per_sample: int,
        stride: int | None = None,
        pad_token: int = 0,
    ) -> None:
        self._corpus = corpus
        self._segment_length = segment_length
        self._length = segment_length * segments_per_sample
        self._pad = pad_token
        step = self._length if stride is None else stride * segment_length
        firsts, lengths = corpus.offsets[:-1], np.diff(corpus.offsets)
        # Up to the sample that reaches the end of its document, and none of a single token.
        to_end = 1 + np.maximum(0, -(-(lengths - self._length) // step))
        counts = np.maximum(0, np.minimum(to_end, -(-(lengths - 1) // step)))
        earlier = np.cumsum(counts) - counts
        number = np.arange(int(counts.sum())) - np.repeat(earlier, counts)
        self._starts = np.repeat(firsts, counts) + number * step
        self._ends = np.minimum(self._starts + self._length, np.repeat(corpus.offsets[1:], counts))
        if not len(self._starts):
            text = marked("errors", "There is too little text: not even two tokens in a row. Add more.")  # fmt: skip
            raise DataError(text)
        if corpus.counts is not None:
            self._leave_out_what_teaches_nothing(corpus.counts)

    def _leave_out_what_teaches_nothing(self, counts: NDArray[np.bool_]) -> None:
        """Take away samples without a token that is learnt; the first of a sample never is."""
        before = np.concatenate([[0], np.cumsum(counts)])
        is_useful = before[self._ends] > before[self._starts + 1]
        self._starts, self._ends = self._starts[is_useful], self._ends[is_useful]
        if not len(self._starts):
            raise DataError(
                marked("errors", "There is nothing to learn in these rows: no answer has a word. Look at the preview, and say what the columns mean.")
            )  # fmt: skip

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def num_segments(self) -> int:
        """Segments of all samples that hold a token."""
        return int(np.sum(-(-(self._ends - self._starts) // self._segment_length)))

    @override
    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        start, end = int(self._starts[index]), int(self._ends[index])
        count = end - start
        ids = np.full(self._length, self._pad, dtype=np.int64)
        ids[:count] = self._corpus.tokens[start:end]
        labels = np.full(self._length, -100, dtype=np.int64)
        labels[:count] = ids[:count]
        if self._corpus.counts is not None:
            labels[:count][~self._corpus.counts[start:end]] = -100
        mask = np.zeros(self._length, dtype=np.int64)
        mask[:count] = 1
        return {
            "input_ids": torch.from_numpy(ids),
            "labels": torch.from_numpy(labels),
            "attention_mask": torch.from_numpy(mask),
        }
