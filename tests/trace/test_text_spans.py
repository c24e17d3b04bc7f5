from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from memstudio.trace.text_spans import ends_with_sentence, text_spans
from memstudio.trace.token_texts import TokenisedText


def words(text: str) -> TokenisedText:
    """Tokens that are words with the space before them, and full stops."""
    starts, ends, at = [], [], 0
    for piece in text.replace(".", " .").split(" "):
        size = len(piece) + (1 if at and piece != "." else 0)
        starts.append(at)
        ends.append(at + size)
        at += size
    ids = np.zeros(len(starts), np.int32)
    return TokenisedText(
        text, ids, np.array(starts, np.int32), np.array(ends, np.int32), is_truncated=False
    )


def texts(tokens: TokenisedText) -> list[str]:
    spans = text_spans(tokens, 0, len(tokens.ids))
    return [tokens.text[tokens.starts[a] : tokens.ends[b - 1]].strip() for a, b in spans]


def test_spans_are_sentences() -> None:
    found = texts(words("Nora went to the mill. Mr. Bennet saw her there. It was late."))
    assert found == ["Nora went to the mill.", "Mr. Bennet saw her there.", "It was late."]


def test_a_question_is_not_cut_from_its_answer() -> None:
    found = texts(words("It was very late. Where is Nora? In the mill. It was dark then."))
    assert found[1] == "Where is Nora? In the mill."


@pytest.mark.parametrize("start", [0, 3])
@pytest.mark.parametrize("length", [1, 5, 100, 1000])
@pytest.mark.one_in(3)
def test_spans_cover_all_and_none_is_long(start: int, length: int) -> None:
    tokens = words(" ".join(["word"] * length + ["end. Yes. No."] * 5))
    spans = text_spans(tokens, start, len(tokens.ids))
    assert spans[0][0] == start
    assert spans[-1][1] == len(tokens.ids)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert all(0 < stop - first <= 43 for first, stop in spans)


def test_nothing_has_no_spans() -> None:
    assert text_spans(words("a b c"), 2, 2) == []


@pytest.mark.parametrize(
    ("text", "is_ended"),
    [
        ("He went to the mill.", True), ("He went. ", True), ("He said: \"Go!\"", True),
        ("A line\n", True), ("他走了。", True), ("He went to the", False), ("", False),
        # The answer belongs to its question.
        ("Where is Nora?", False), ("It was late. Then", False), ("I saw Mr.", False),
        ("In the U.S.", False),
    ],
)  # fmt: skip
def test_what_comes_next_begins_a_sentence_or_goes_on_with_one(text: str, is_ended: bool) -> None:
    assert ends_with_sentence(words(text)) is is_ended
