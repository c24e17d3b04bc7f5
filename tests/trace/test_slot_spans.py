"""Tokens joined to words and phrases: nothing is lost, and the joints are where people see them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.trace.slot_spans import Span, ranked_spans, span_text, word_marks


def places(tokens: list[str]) -> tuple[str, np.ndarray, np.ndarray]:
    ends = np.cumsum([len(token) for token in tokens]).astype(np.int32)
    return "".join(tokens), np.concatenate([[0], ends[:-1]]).astype(np.int32), ends


def words_of(tokens: list[str]) -> list[str]:
    text, starts, ends = places(tokens)
    begins = np.flatnonzero(word_marks(text, starts, ends).begins).tolist()
    return ["".join(tokens[a:b]) for a, b in zip(begins, [*begins[1:], len(tokens)], strict=True)]


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (["Dani", "el", " went", "."], ["Daniel", " went", "."]),
        (["don", "'t", " go"], ["don't", " go"]),
        (["the", "\n", "wall"], ["the", "\n", "wall"]),
        (["玛", "丽", "走"], ["玛", "丽", "走"]),
        (["a", "玛", "b"], ["a", "玛", "b"]),
        (["1", "2", ",", "5"], ["12", ",", "5"]),
        (['"', "Where", "?", '"'], ['"', "Where", '?"']),
        ([" old", "-", "wall"], [" old-wall"]),
    ],
)
def test_tokens_are_joined_to_words(tokens: list[str], words: list[str]) -> None:
    assert words_of(tokens) == words


def test_parts_of_one_character_stay_together() -> None:
    marks = word_marks("玛a", [0, 0, 0, 1], [1, 1, 1, 2])
    assert marks.begins.tolist() == [True, False, False, True]


def test_tokens_that_leave_out_their_blanks_are_words_still() -> None:
    marks = word_marks("to the wall", [0, 3, 7], [2, 6, 11])
    assert marks.begins.tolist() == [True, True, True]


@given(
    st.lists(
        st.tuples(st.text("ab. \n玛", max_size=3), st.floats(0, 1), st.booleans()),
        min_size=1, max_size=40,
    ),
    st.integers(0, 1000),
)  # fmt: skip
def test_spans_leave_no_token_out_share_none_and_keep_all_weight(
    rows: list[tuple[str, float, bool]], offset: int
) -> None:
    text, starts, ends = places([row[0] for row in rows])
    weights = np.array([row[1] for row in rows])
    breaks = np.array([row[2] for row in rows])
    marks = word_marks(text, starts, ends)
    spans = ranked_spans(weights, marks, offset=offset, breaks=breaks)
    tokens = sorted(token for span in spans for token in range(span.start, span.stop))
    assert tokens == list(range(offset, offset + len(rows)))
    for span in spans:
        inside = weights[span.start - offset : span.stop - offset]
        assert span.weight == pytest.approx(inside.sum(), abs=1e-12)
    assert sum(span.weight for span in spans) == pytest.approx(weights.sum())
    assert [span.weight for span in spans] == sorted((s.weight for s in spans), reverse=True)


def test_neighbouring_words_that_matter_are_one_phrase_up_to_a_stop() -> None:
    tokens = ["Mary", " went", " to", " the", " kit", "chen", ".", " John", " slept"]
    weights = np.array([0.0, 0.0, 0.0, 0.1, 0.05, 0.1, 0.02, 0.1, 0.0])
    text, starts, ends = places(tokens)
    spans = ranked_spans(weights, word_marks(text, starts, ends))
    assert (spans[0].start, spans[0].stop) == (3, 6)
    assert span_text(text, starts, ends, spans[0]) == "the kitchen"
    assert (spans[1].start, spans[1].stop) == (7, 8)


def test_a_phrase_ends_at_a_break() -> None:
    text, starts, ends = places([" a", " big", " old", " wall", " b", " c"])
    weights = np.array([0, 1, 1, 0, 0, 0.0])
    marks = word_marks(text, starts, ends)
    breaks = np.array([False, False, True, False, False, False])
    assert ranked_spans(weights, marks)[0] == Span(1, 3, 2.0)
    assert ranked_spans(weights, marks, breaks=breaks)[0] == Span(1, 2, 1.0)


def test_even_weights_make_no_phrases() -> None:
    text, starts, ends = places([" a", " b", " c", " d"])
    assert len(ranked_spans(np.ones(4), word_marks(text, starts, ends))) == 4


def test_blanks_are_made_visible() -> None:
    text, starts, ends = places(["a", "\n", " ", ""])
    shown = [span_text(text, starts, ends, Span(i, i + 1, 1.0)) for i in range(4)]
    assert shown == ["a", "↵", "␣", "·"]
