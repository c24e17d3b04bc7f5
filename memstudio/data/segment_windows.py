"""Tokens as samples to train on: some segments in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus

_SAMPLES_AT_ONCE = 4096


class SegmentWindows(Dataset[dict[str, torch.Tensor]]):
    """Samples of some segments in a row, none across the end of a document.

    Each token is in one of them, but for a last one that would be alone in its sample: there is
    nothing to predict from it.

    Args:
        corpus: tokens.
        segment_length: tokens of a segment.
        segments_per_sample: segments in a row.

    Each item: `input_ids`, `labels` (-100 at padding and at what is only read) and `attention_mask`,
    all `[n]` int64 with n = segments_per_sample * segment_length; zeros fill it up, and are masked.

    Raises:
        DataError: no document has two tokens, or none that is learnt.
    """

    def __init__(
        self, corpus: TokenisedCorpus, segment_length: int, segments_per_sample: int
    ) -> None:
        self._corpus = corpus
        self._length = segment_length * segments_per_sample
        firsts, lengths = corpus.offsets[:-1], np.diff(corpus.offsets)
        counts = np.maximum(0, -(-(lengths - 1) // self._length))
        earlier = np.cumsum(counts) - counts
        number = np.arange(int(counts.sum())) - np.repeat(earlier, counts)
        self._starts = np.repeat(firsts, counts) + number * self._length
        self._ends = np.minimum(self._starts + self._length, np.repeat(corpus.offsets[1:], counts))
        if not len(self._starts):
            text = marked("errors", "There is too little text: not even two tokens in a row. Add more.")  # fmt: skip
            raise DataError(text)
        if corpus.counts is not None:
            self._leave_out_what_teaches_nothing(corpus.counts)

    def _leave_out_what_teaches_nothing(self, counts: NDArray[np.bool_]) -> None:
        """Take away samples without a token that is learnt; the first of a sample never is."""
        is_useful = np.zeros(len(self._starts), np.bool_)
        for first in range(0, len(is_useful), _SAMPLES_AT_ONCE):
            starts, ends = (
                each[first : first + _SAMPLES_AT_ONCE] for each in (self._starts, self._ends)
            )
            begin, end = starts.min(), ends.max()
            before = np.concatenate([[0], np.cumsum(counts[begin:end])])
            some = before[ends - begin] > before[starts + 1 - begin]
            is_useful[first : first + _SAMPLES_AT_ONCE] = some
        self._starts, self._ends = self._starts[is_useful], self._ends[is_useful]
        if not len(self._starts):
            raise DataError(
                marked("errors", "There is nothing to learn in these rows: no answer has a word. Look at the preview, and say what the columns mean.")
            )  # fmt: skip

    def __len__(self) -> int:
        return len(self._starts)

    @classmethod
    def between(
        cls, corpus: TokenisedCorpus, starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> SegmentWindows:
        """Samples that are cut already: where each begins and ends among the tokens, `[n]`."""
        found = cls(corpus, max(1, int((ends - starts).max())), 1)
        found._starts, found._ends = starts, ends
        return found

    @property
    def starts(self) -> NDArray[np.int64]:
        """`[n]`, where each sample begins among the tokens."""
        starts: NDArray[np.int64] = self._starts
        return starts

    @property
    def ends(self) -> NDArray[np.int64]:
        """`[n]`, where each sample ends."""
        ends: NDArray[np.int64] = self._ends
        return ends

    @property
    def lengths(self) -> NDArray[np.int64]:
        """`[n]`, tokens of each sample, what fills it up left out."""
        lengths: NDArray[np.int64] = self._ends - self._starts
        return lengths

    @property
    def document_of(self) -> NDArray[np.int64]:
        """`[n]`, the document that each sample is of."""
        found: NDArray[np.int64] = np.searchsorted(self._corpus.offsets, self._starts, "right") - 1
        return found

    @override
    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        start, end = int(self._starts[index]), int(self._ends[index])
        count = end - start
        ids = np.zeros(self._length, dtype=np.int64)
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
