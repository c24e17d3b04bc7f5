"""Numbers as answers: worked examples, numpy's correlation, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.values import (
    are_measures,
    mean_absolute_error,
    mean_squared_error,
    number_in,
    pearson,
    r2,
)

_PAIRS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3.75", 3.75), (" -2 stars", -2), ("\N{MINUS SIGN}1", -1), (".5", 0.5), ("1e400", None),
     ("good", None), ("", None), ("nan", None)],
)  # fmt: skip
def test_a_number_is_read_from_the_beginning(text: str, number: float | None) -> None:
    assert number_in(text) == number


def test_scales_are_told_from_classes() -> None:
    assert are_measures(["3.5", "1", "4.25"])
    assert are_measures([str(x) for x in range(30)])
    assert not are_measures(["0", "1", "1", "0"])
    assert not are_measures(["1.5", "good"])
    assert not are_measures([])


def test_errors_are_squared() -> None:
    assert mean_squared_error([1, 2], [3, 2]) == 2
    assert mean_squared_error([], []) is None


def test_errors_are_taken_without_their_signs() -> None:
    assert mean_absolute_error([1, 2, 5], [3, 2, 4]) == 1
    assert mean_absolute_error([], []) is None


def test_what_is_explained_is_one_when_all_is_right_and_none_when_the_mean_is_said() -> None:
    # r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]), the example of scikit-learn.
    assert r2([2.5, 0.0, 2, 8], [3, -0.5, 2, 7]) == pytest.approx(0.9486081370449679)
    assert r2([1.0, 2.0, 4.0], [1.0, 2.0, 4.0]) == 1
    assert r2([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]) == 0
    assert r2([1.0, 2.0], [3.0, 3.0]) is None
    assert r2([], []) is None


def test_there_is_no_correlation_of_what_does_not_change() -> None:
    assert pearson([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None
    assert pearson([0.1] * 7, [0.3, 0.4, 0.5, 0.1, 0.2, 0.3, 0.9]) is None
    assert pearson([1.0], [1.0]) is None


@given(_PAIRS)
def test_the_correlation_is_that_of_numpy(pairs: list[tuple[int, int]]) -> None:
    said, wanted = ([float(x) for x in side] for side in zip(*pairs, strict=True))
    mine = pearson(said, wanted)
    if len(set(said)) == 1 or len(set(wanted)) == 1:
        assert mine is None
    else:
        assert mine == pytest.approx(float(np.corrcoef(said, wanted)[0, 1]))
