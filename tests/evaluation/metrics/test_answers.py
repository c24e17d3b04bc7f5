"""Answers against those expected: worked examples, and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.answers import exact_match, token_f1
from memstudio.evaluation.metrics.words import answer_words, is_unspaced, normalised, words


@pytest.mark.parametrize(
    ("said", "wanted", "f1"),
    [
        ("The Garden.", "garden", 1.0),
        ("in the red garden", "a garden", 2 / 4),  # in red garden / garden
        ("red red garden", "red garden", 4 / 5),
        ("", "garden", 0.0),
        ("garden", "", 0.0),
        ("", "", 1.0),
        ("the", "the", 1.0),
        ("the", "an", 0.0),
        ("北京市", "北京", 4 / 5),
        ("北京。", "北京", 1.0),
    ],
)
def test_f1_is_what_one_counts_by_hand(said: str, wanted: str, f1: float) -> None:
    assert token_f1([said], [wanted]) == pytest.approx(f1)


def test_an_exact_match_looks_past_case_punctuation_and_articles_only() -> None:
    said = ["The Eiffel Tower!", "Eiffel", "", "\uff11\uff12\uff13", "“北京”"]
    wanted = ["eiffel tower", "eiffel tower", "x", "123", "北京"]
    assert exact_match(said, wanted) == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("北 京 大 学 。", "北京大学"),
        ("iPhone手机", "iPhone 手机"),
        ("a 股", "A股"),
        ("the 北京", "北京"),
    ],
)
def test_blanks_beside_chinese_mean_nothing(said: str, wanted: str) -> None:
    assert exact_match([said], [wanted]) == token_f1([said], [wanted]) == 1
    assert exact_match([said], [f"{wanted}b"]) == 0


def test_nothing_asked_is_no_figure() -> None:
    assert exact_match([], []) is None
    assert token_f1([], []) is None


def test_an_answer_for_each_expected_one_is_needed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        exact_match(["a", "b"], ["a"])


def test_texts_without_blanks_are_taken_by_characters() -> None:
    assert answer_words("去北京 by train") == ["去", "北", "京", "by", "train"]
    assert words("It's 3 猫!") == ["it", "s", "3", "猫"]
    assert words("\u2764\ufe0f नी_ति 葛\U000e0100城") == ["नी", "ति", "葛", "城"]
    assert is_unspaced("我住在北京 in 2024")
    assert not is_unspaced("I live in 北京")
    assert not is_unspaced("")


@given(st.text(), st.text())
def test_f1_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    share = token_f1([one], [other])
    assert share is not None
    assert 0 <= share <= 1
    assert share == token_f1([other], [one])


@given(st.text())
def test_what_was_expected_is_right(text: str) -> None:
    assert exact_match([text], [text]) == 1
    assert token_f1([text], [text]) == 1


@given(st.text())
@example("C:\u0327")
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    once = normalised(text)
    assert answer_words(once) == answer_words(text)
