"""Rankings: the figures of scikit-learn 1.9, worked examples, and what must hold of any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.rankings import auc, in_order, mrr, ndcg, recall

_LISTS = st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 2)), min_size=1, max_size=15)


def test_ndcg_is_that_of_scikit_learn() -> None:
    # ndcg_score([[3, 2, 3, 0, 1, 2]], [[6, 5, 4, 3, 2, 1]], k=10), the example of Wikipedia
    assert ndcg([[3, 2, 3, 0, 1, 2]]) == pytest.approx(0.9608081943360616)


def test_places_are_counted_from_one() -> None:
    rankings = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert mrr(rankings) == pytest.approx((1 / 2 + 1) / 2)
    assert recall(rankings, 1) == pytest.approx(1 / 2)
    assert ndcg(rankings) == pytest.approx((1 / math.log2(3) + 1) / 2)
    assert ndcg([[0] * 10 + [1]]) == 0


def test_auc_is_that_of_scikit_learn() -> None:
    # By roc_auc_score of the same labels and scores.
    assert auc([[0.9, 0.8, 0.4, 0.4, 0.1]], [[1, 0, 1, 0, 0]]) == pytest.approx(0.75)


def test_lists_without_anything_wanted_say_nothing() -> None:
    assert ndcg([[0, 0]]) is mrr([[0, 0]]) is recall([[0, 0]], 1) is None
    assert auc([[1, 2]], [[1, 1]]) is auc([], []) is None


def test_a_model_that_tells_nothing_apart_earns_nothing() -> None:
    assert in_order([1.0, 1.0, 1.0], [1, 0, 0]) == [0, 0, 1]
    assert auc([[1.0, 1.0, 1.0]], [[1, 0, 0]]) == 0.5
    # A broken one neither, wherever in the row the wanted item is given.
    assert in_order([math.nan] * 3, [1, 0, 0]) == [0, 0, 1]
    assert in_order([math.nan, -9.0, 2.0], [1, 0, 0]) == [0, 0, 1]


@given(_LISTS)
def test_all_are_shares_and_the_best_order_is_one(items: list[tuple[float, int]]) -> None:
    scores, wanted = [score for score, _ in items], [float(x) for _, x in items]
    ranking = in_order(scores, wanted)
    assert sorted(ranking) == sorted(wanted)
    best = sorted(wanted, reverse=True)
    for measure in (ndcg, mrr, lambda r: recall(r, 3)):
        value = measure([ranking])
        if value is not None:
            assert 0 <= value <= 1 + 1e-12
    if any(wanted):
        assert ndcg([best]) == pytest.approx(1)
        assert mrr([best]) == 1


@given(_LISTS)
def test_auc_turns_round_with_the_scores(items: list[tuple[float, int]]) -> None:
    scores, wanted = [score for score, _ in items], [float(x) for _, x in items]
    value = auc([scores], [wanted])
    if value is not None:
        assert auc([[-x for x in scores]], [wanted]) == pytest.approx(1 - value)
