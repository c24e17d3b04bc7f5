"""Documents as tokens, and tokens as samples to train on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.data import pieces, token_cache
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.progress import Control


@dataclass(frozen=True)
class TokenisedCorpus:
    """Tokens of documents one after another.

    Attributes:
        tokens: `[N]` int32.
        offsets: `[D+1]` int64, where each document begins, and N.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @property
    def num_tokens(self) -> int:
        """N."""
        return int(self.offsets[-1])

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
    place = token_cache.place_of(documents, tokenizer, control)
    if (kept := token_cache.load(place)) is not None:
        return TokenisedCorpus(*kept)
    total = sum(len(document.text) for document in documents)
    done = 0
    end = tokenizer.eos_token_id
    parts: list[NDArray[np.int32]] = []
    lengths = np.zeros(len(documents), dtype=np.int64)
    for batch in pieces.encode((document.text for document in documents), tokenizer):
        for piece, tokens in batch:
            parts.append(tokens)
            if piece.is_last and end is not None:
                parts.append(np.asarray([end], dtype=np.int32))
                lengths[piece.number] += 1
            lengths[piece.number] += len(tokens)
            done += piece.end - piece.start
        if control is not None:
            control.checkpoint()
            text = marked("progress", "Turning text into tokens")
            control.report(done, total, text, "characters")
    made = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    token_cache.keep(place, made, offsets)
    # What is mapped from the disk can be let go of when memory is short.
    return TokenisedCorpus(*(token_cache.load(place) or (made, offsets)))


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

    Each item: `input_ids`, `labels` (-100 at padding) and `attention_mask`, all `[n]` int64 with
    n = segments_per_sample * segment_length.

    Raises:
        DataError: no document has two tokens.
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
        mask = np.zeros(self._length, dtype=np.int64)
        mask[:count] = 1
        return {
            "input_ids": torch.from_numpy(ids),
            "labels": torch.from_numpy(labels),
            "attention_mask": torch.from_numpy(mask),
        }
