"""Which tokens are of the same text: by blanks, words, parts of words, and scripts without blanks."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from memstudio.trace.alignment import NOWHERE, align

CARRIED = r"\s?\w+|\s?[^\w\s]"
"""Tokens that carry the blank before a word, as those of byte-level tokenizers do."""
TRIMMED = r"\w+|[^\w\s]"


def a_trace(text: str, tokens: str = CARRIED, length: int = 4) -> Any:
    spans = np.array([each.span() for each in re.finditer(tokens, text)])
    starts = [*range(0, len(spans), length), len(spans)]
    return SimpleNamespace(
        text=text, token_starts=spans[:, 0], token_ends=spans[:, 1], num_tokens=len(spans),
        segment_starts=np.array(starts),
    )  # fmt: skip


def open_words(one: Any, two: Any) -> list[str]:
    """What stands alone in the first; the others stand beside the same."""
    found = align(one, two)
    spans = list(zip(one.token_starts.tolist(), one.token_ends.tolist(), strict=True))
    theirs = list(zip(two.token_starts.tolist(), two.token_ends.tolist(), strict=True))
    alone = []
    for (start, stop), other in zip(spans, found.other.tolist(), strict=True):
        text = one.text[start:stop].strip()
        if other == NOWHERE:
            alone.append(text)
        else:
            assert two.text[slice(*theirs[other])].strip() == text
    assert found.num_other_matched == found.num_matched
    assert found.same_tokens
    return alone


@pytest.mark.parametrize("tokens", [CARRIED, TRIMMED])
@pytest.mark.parametrize("others", [CARRIED, TRIMMED])
def test_another_word_is_open_and_all_between_two_of_them_is_not(tokens: str, others: str) -> None:
    between = " for the old book , in 1950 or\tso . " * 9
    one = a_trace(f"She asked Mary{between}Mary went home in 1950 by 17", tokens)
    two = a_trace(f"She asked Sandra{between}Daniel went home in 1987 by 7", others)
    assert open_words(one, two) == ["Mary", "Mary", "1950", "17"]
    assert open_words(two, one) == ["Sandra", "Daniel", "1987", "7"]


def test_a_word_that_begins_or_ends_like_another_is_another() -> None:
    assert open_words(a_trace("w7 w1 w2 garden x"), a_trace("w3 w1 w2 garlic den x")) == [
        "w7", "garden",
    ]  # fmt: skip
    # A part of "garden" is no word that may be looked for.
    parts = r"\s?gar|\s?den|\s?\w+"
    one, two = a_trace("the garden y x", parts), a_trace("the garlic den z x", parts)
    assert align(one, two).other.tolist() == [0, 1, NOWHERE, NOWHERE, 5]


def test_words_without_blanks_between_are_matched_by_their_characters() -> None:
    one, two = (a_trace(f"{name}在花园里读一本很旧的书,然后{name}回家了", r".") for name in "甲乙")
    assert open_words(one, two) == ["甲", "甲"]


def test_tokens_without_a_text_stand_beside_nothing() -> None:
    one, none = a_trace("She went home"), a_trace("", "$")
    for first, second in ((one, none), (none, one), (none, none)):
        found = align(first, second)
        assert found.other.tolist() == [NOWHERE] * first.num_tokens
        assert (found.num_other, found.num_other_matched) == (second.num_tokens, 0)
        assert (found.is_whole, found.same_tokens, found.same_segments) == (False, False, False)


def test_longer_and_shorter_tokens_of_the_same_text_stand_beside_each_other() -> None:
    text = "Daniel went to the garden, and nobody knew why. " * 3
    one, two = a_trace(text), a_trace(text, r"\s?\w{1,3}|[^\w\s]")
    found = align(one, two)
    assert found.is_whole
    assert not found.same_tokens
    assert [two.token_starts[other] for other in found.other] == one.token_starts.tolist()
