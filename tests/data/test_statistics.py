"""Figures of a dataset are those of its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from memstudio.data.documents import Document
from memstudio.data.statistics import LengthBin, languages_of, token_figures
from memstudio.data.tokenised import TokenisedCorpus
from tests.data.conftest import CHINESE, FRENCH, JAPANESE


class Tokenizer:
    """Ten words, the last of which stands for all others."""

    unk_token_id: int | None = 9
    eos_token_id = 0

    def __len__(self) -> int:
        return 10


Part = tuple[list[Document], TokenisedCorpus]


def part(*lengths: int, token: int = 1, first: int = 0) -> Part:
    """Documents of so many tokens, of two characters each."""
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    tokens = TokenisedCorpus(np.full(int(offsets[-1]), token, np.int32), offsets)
    documents = [
        Document("ab" * length, "a", Path("a"), first + index)
        for index, length in enumerate(lengths)
    ]
    return documents, tokens


def document(text: str) -> Document:
    return Document(text, "a", Path("a"))


def test_documents_are_counted_by_their_length_in_bins_that_double() -> None:
    figures = token_figures([part(5, 32, 33, 300), part(40, first=4)], Tokenizer(), 64)
    assert figures is not None
    assert figures.lengths == (
        LengthBin(32, 2), LengthBin(64, 2), LengthBin(128, 0), LengthBin(256, 0), LengthBin(512, 1),
    )  # fmt: skip
    assert (figures.median, figures.longest, figures.num_beyond_window) == (33, 300, 1)
    assert figures.characters_per_token == pytest.approx(2.0)
    assert figures.num_learnt == 410


def test_what_is_unknown_and_what_is_used_is_counted() -> None:
    figures = token_figures([part(30), part(10, token=9)], Tokenizer())
    assert figures is not None
    assert figures.unknown_share == pytest.approx(0.25)
    assert figures.used_share == pytest.approx(0.2)
    assert figures.num_beyond_window is None


@pytest.mark.parametrize("unknown", [12, 40])
def test_numbers_of_tokens_may_have_gaps(unknown: int) -> None:
    tokenizer = Tokenizer()
    tokenizer.unk_token_id = unknown
    figures = token_figures([part(30), part(10, token=12)], tokenizer)
    assert figures is not None
    assert figures.unknown_share == (0.25 if unknown == 12 else 0.0)
    assert figures.used_share == pytest.approx(0.2)


@pytest.mark.parametrize("unknown", [None, 0])
def test_a_tokenizer_that_knows_every_byte_has_nothing_unknown(unknown: Any) -> None:
    tokenizer = Tokenizer()
    tokenizer.unk_token_id = unknown
    figures = token_figures([part(10, token=0)], tokenizer)
    assert figures is not None
    assert figures.unknown_share == 0


def test_a_document_that_was_cut_counts_as_one() -> None:
    figures = token_figures([part(50, 10), part(20)], Tokenizer(), 64)
    assert figures is not None
    assert (figures.longest, figures.num_beyond_window) == (70, 1)
    assert sum(each.num_documents for each in figures.lengths) == 2


def test_without_tokens_there_are_no_figures() -> None:
    assert token_figures([], Tokenizer()) is None
    assert token_figures([part(0)], Tokenizer()) is None


def test_languages_are_told_by_their_share_of_the_text() -> None:
    documents = [document(CHINESE * 6), document(FRENCH), document(JAPANESE), document("1 2")]
    found = languages_of(documents)
    assert {code for code, _ in found} == {"zh", "fr", "ja"}
    assert found[0][0] == "zh"
    assert sum(share for _, share in found) == pytest.approx(1.0)
    assert languages_of([]) == ()
