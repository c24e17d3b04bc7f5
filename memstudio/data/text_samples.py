"""Texts as samples of which something is said at the end: all that is read before it, and what is right.

The text is what a model that writes the answer would read: the same turns in the same form, up to
where the answer begins.

Shapes: D documents, n tokens of a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus


def answer_of(document: Document) -> str | None:
    """What a document is to be answered with; None when it has no answer."""
    last = document.turns[-1] if document.turns else None
    return last.text if last is not None and last.speaker == "assistant" else None


class TextSamples(Dataset[dict[str, Any]]):
    """Texts with what is learnt from them.

    Args:
        corpus: tokens of the documents, of which the answers count.
        targets: what is right, `[D, ...]`, as it is learnt.
        name: that a model knows it by.
        most: tokens of a text that are read, from its beginning; None for all.

    Each item: `input_ids` and `attention_mask`, `[n]` int64, and its target by that name.

    Attributes:
        targets: `[D, ...]`.
        lengths: `[D]`, tokens of each text that are read.
        num_cut: texts of which only the beginning is read.
    """

    def __init__(
        self, corpus: TokenisedCorpus, targets: NDArray[Any], name: str, most: int | None = None
    ) -> None:
        self.targets = targets
        self._name = name
        self._tokens = corpus.tokens
        self._firsts = corpus.offsets[:-1]
        lengths = _lengths(corpus)
        self.lengths = lengths if most is None else np.minimum(lengths, most)
        self.num_cut = int((self.lengths < lengths).sum())

    def __len__(self) -> int:
        return len(self.lengths)

    @override
    def __getitem__(self, index: int) -> dict[str, Any]:
        first, length = int(self._firsts[index]), int(self.lengths[index])
        ids = np.asarray(self._tokens[first : first + length], np.int64)
        return {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.ones(length, dtype=torch.long),
            self._name: self.targets[index].tolist(),
        }


def _lengths(corpus: TokenisedCorpus) -> NDArray[np.int64]:
    """Tokens of each document that stand before its last answer, `[D]`."""
    lengths = np.diff(corpus.offsets)
    if corpus.counts is None:
        return lengths
    found = np.empty_like(lengths)
    for index, (first, end) in enumerate(
        zip(corpus.offsets[:-1].tolist(), corpus.offsets[1:].tolist(), strict=True)
    ):
        counts = np.asarray(corpus.counts[first:end])
        learnt = np.flatnonzero(counts)
        stop = int(learnt[-1]) + 1 if len(learnt) else end - first
        # A template may write something after the answer, too.
        before = np.flatnonzero(~counts[:stop])
        found[index] = int(before[-1]) + 1 if len(before) else 1
    return found
