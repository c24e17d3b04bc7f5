"""ROUGE: the figures of rouge-score 0.1.2, Chinese by hand, and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.summaries import rouge_l, rouge_n


@pytest.mark.parametrize(
    ("said", "wanted", "figures"),
    [
        # F-measures of rouge1, rouge2 and rougeL; hand-counted in Chinese.
        ("the cat sat on the mat", "the cat was sitting on the mat",
         (0.7692307692, 0.5454545455, 0.7692307692)),
        ("A quick brown fox", "the quick brown dog jumps over the lazy fox",
         (0.4615384615, 0.1818181818, 0.4615384615)),
        ("police killed the gunman", "the gunman killed the police",
         (0.8888888889, 0.5714285714, 0.4444444444)),
        ("", "something", (0, 0, 0)),
        # 6 of 7 characters; 天去 去了 了北 北京 of 6 pairs; all six in order.
        ("我昨天去了北京", "我今天去了北京", (6 / 7, 4 / 6, 6 / 7)),
        # Day and gift: the vowel signs tell them apart.
        ("एक दिन", "एक दान", (1 / 2, 0, 1 / 2)),
    ],
)  # fmt: skip
def test_figures_are_those_of_others(
    said: str, wanted: str, figures: tuple[float, float, float]
) -> None:
    mine = (rouge_n([said], [wanted], 1), rouge_n([said], [wanted], 2), rouge_l([said], [wanted]))
    assert mine == pytest.approx(figures)


def test_nothing_asked_is_no_figure() -> None:
    assert rouge_n([], [], 1) is None
    assert rouge_l([], []) is None


@given(st.text(), st.text())
def test_all_are_shares_and_order_only_takes_away(one: str, other: str) -> None:
    single, in_order = rouge_n([one], [other], 1), rouge_l([one], [other])
    assert single is not None
    assert in_order is not None
    assert 0 <= in_order <= single <= 1


@given(st.lists(st.sampled_from(["cat", "dog", "ran"]), min_size=2))
def test_the_same_is_wholly_shared(found: list[str]) -> None:
    text = " ".join(found)
    assert rouge_n([text], [text], 1) == rouge_n([text], [text], 2) == rouge_l([text], [text]) == 1
