"""Texts with a number as samples: all that is read before the number, and the number.

The text is what a model that writes the number would read: the same turns in the same form, up to
where the answer begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.data.turns import number_in_words
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus

_LONGEST_SHOWN = 60


def numbers_of(documents: Sequence[Document]) -> NDArray[np.float64]:
    """The number that each document is to be answered with, `[D]`.

    Raises:
        DataError: one has no answer, or one that is no number.
    """
    found = np.empty(len(documents), np.float64)
    for index, document in enumerate(documents):
        last = document.turns[-1] if document.turns else None
        if last is None or last.speaker != "assistant":
            raise DataError(
                marked("errors", "{name} has no number to be learnt. The objective 'regression' needs a table with a column of text and a column of numbers; say which they are if they were not found."),
                name=document.name,
            )  # fmt: skip
        number = number_in_words(last.text)
        if number is None:
            raise DataError(
                marked("errors", "'{value}' in {name} is no number, so it cannot be learnt with the objective 'regression'. Read the rows as 'number', which skips such rows, or name another column."),
                value=last.text[:_LONGEST_SHOWN], name=document.name,
            )  # fmt: skip
        found[index] = number
    return found


class NumberSamples(Dataset[dict[str, Any]]):
    """Texts with the numbers that are learnt from them.

    Args:
        corpus: tokens of the documents, of which the answers count.
        numbers: `[D]`, as they are learnt.
        most: tokens of a text that are read, from its beginning; None for all.

    Each item: `input_ids` and `attention_mask`, `[n]` int64, and `values`, a number.

    Attributes:
        numbers: `[D]`.
        lengths: `[D]`, tokens of each text that are read.
        num_cut: texts of which only the beginning is read.
    """

    def __init__(
        self, corpus: TokenisedCorpus, numbers: NDArray[np.float64], most: int | None = None
    ) -> None:
        self.numbers = numbers
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
            "values": float(self.numbers[index]),
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
