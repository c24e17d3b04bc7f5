"""Intervals: the same each time, as wide as chance is, and none where nothing can be told."""

from __future__ import annotations

import math

import numpy as np
import pytest

from memstudio.measuring.intervals import (
    UNKNOWN,
    Interval,
    between_shares,
    drawn,
    drawn_ratios,
    interval_of,
)


def test_draws_are_the_same_for_one_seed_and_others_for_another() -> None:
    one, again, other = (np.concatenate(list(drawn(9, seed, 50))) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert (one.sum(1) == 9).all()


def test_draws_are_the_same_however_many_are_held_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = np.concatenate(list(drawn(9, 1, 50)))
    monkeypatch.setattr("memstudio.measuring.intervals._AT_ONCE", 30)
    assert np.array_equal(np.concatenate(list(drawn(9, 1, 50))), whole)


def test_the_interval_of_a_mean_is_that_of_the_normal_law() -> None:
    values = np.random.default_rng(0).normal(5, 2, 400)
    draws = np.concatenate([counts @ values / 400 for counts in drawn(400, 1)])
    low, high = interval_of(draws)
    half = 1.96 * values.std() / math.sqrt(400)
    assert low == pytest.approx(values.mean() - half, abs=0.15 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.15 * half)


def test_quotients_are_those_of_sums_over_what_is_drawn_column_by_column() -> None:
    above, beneath = np.arange(20.0).reshape(10, 2), np.arange(1.0, 11.0)
    counts = np.concatenate(list(drawn(10, 3)))
    both = drawn_ratios(above, beneath, 3)
    assert both.shape == (1000, 2)
    for column in range(2):
        own = drawn_ratios(above[:, column], beneath, 3)
        np.testing.assert_allclose(own, counts @ above[:, column] / (counts @ beneath))
        np.testing.assert_allclose(both[:, column], own)


def test_a_figure_that_often_came_to_nothing_has_no_interval() -> None:
    assert interval_of(None) == UNKNOWN
    assert interval_of(np.asarray([1.0, math.nan, 2.0])) == UNKNOWN
    assert interval_of(np.asarray([1.0] * 99 + [math.nan])) == (1.0, 1.0)


def test_two_shares_differ_as_in_newcombes_example() -> None:
    # Newcombe 1998, table II, contrast (a): 56 of 70 and 48 of 80, method 10.
    found = between_shares((56 / 70, Interval(0.6918, 0.8766)), (48 / 80, Interval(0.4904, 0.7003)))
    assert found.low == pytest.approx(0.0524, abs=5e-4)
    assert found.high == pytest.approx(0.3339, abs=5e-4)
