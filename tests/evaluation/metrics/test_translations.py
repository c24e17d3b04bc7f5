"""BLEU and chrF: worked by hand where that can be done, and what must hold of any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.evaluation.metrics.translations import bleu, chrf, term_consistency

_TEXTS = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3)


def test_bleu_is_what_one_counts_by_hand() -> None:
    # Runs of one to four words: 5 of 6, 3 of 5, 2 of 4, 1 of 3; as long as expected.
    by_hand = 100 * math.exp(sum(map(math.log, (5 / 6, 3 / 5, 2 / 4, 1 / 3))) / 4)
    said, wanted = "the cat sat on the mat", "the cat sat on a mat"
    assert bleu([said], [wanted]) == pytest.approx(by_hand)


def test_chinese_is_compared_by_characters() -> None:
    said, wanted = "我昨天去了北京", "我今天去了北京"
    assert 0 < (bleu([said], [wanted]) or 0) < 100
    assert bleu([wanted], [wanted]) == pytest.approx(100)


def test_where_both_ways_are_translated_chinese_is_compared_by_characters_too() -> None:
    english = "the council met on monday to talk about the levy of this year"
    one = bleu([english, "我昨天去了北京"], [english, "我今天去了北京"])
    assert one is not None
    # As a single word, the Chinese sentence would share nothing.
    assert one > (bleu([english, ""], [english, "我今天去了北京"]) or 0)
    assert bleu([english, "我去"], [english, "我去"]) == pytest.approx(100)


def test_terms_count_that_are_translated_as_was_fixed() -> None:
    terms = [[("levy", "税款"), ("port", "港口")], [("税款", "levy")], []]
    assert term_consistency(["港 口 的 费 用", "The LEVY is paid.", ""], terms) == pytest.approx(
        2 / 3
    )
    assert term_consistency(["nothing"], [[]]) is None
    # A part of a longer word is not the term.
    art = [[("艺术", "art")]] * 2
    assert term_consistency(["The painting is for the party.", "Art, at last."], art) == 0.5


def test_nothing_said_is_zero_and_nothing_asked_no_figure() -> None:
    assert bleu([""], ["a cat sat on the mat"]) == 0
    assert chrf([""], ["a cat sat on the mat"]) == 0
    assert bleu([], []) is None
    # No run of four words, or of four Chinese characters, is there to be shared.
    assert bleu(["a b c"], ["a b c"]) is bleu(["北京"] * 2, ["北京", "上海"]) is None
    assert bleu(["a b", "the cat sat down"], ["a b", "the cat sat down"]) == 100.0
    assert chrf([], []) is None


def test_chrf_is_kinder_to_another_ending() -> None:
    wanted = ["the cats were sitting there"]
    near, far = chrf(["the cat was sitting there"], wanted), chrf(["a dog ran away"], wanted)
    assert near is not None
    assert far is not None
    assert 100 > near > far > 0


@settings(max_examples=30)
@given(_TEXTS)
def test_both_lie_between_0_and_100(texts: list[str]) -> None:
    for measure in (bleu, chrf):
        value = measure(texts, list(reversed(texts)))
        assert value is not None or measure is bleu
        assert 0 <= (value or 0) <= 100
