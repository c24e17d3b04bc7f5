"""Kendall's tau: against scipy's figures, and what must hold of any orders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.orders import kendall_tau

_ORDERS = st.integers(2, 7).flatmap(
    lambda n: st.tuples(st.permutations("abcdefg"[:n]), st.permutations("abcdefg"[:n]))
)


@pytest.mark.parametrize(
    ("found", "right", "tau"),
    [
        # By scipy.stats.kendalltau of the places.
        ("abcd", "abcd", 1.0),
        ("dcba", "abcd", -1.0),
        ("bacd", "abcd", 2 / 3),
        ("caebd", "abcde", 0.2),
    ],
)
def test_it_is_that_of_scipy(found: str, right: str, tau: float) -> None:
    assert kendall_tau(found, right) == pytest.approx(tau)


@given(_ORDERS)
def test_it_is_the_same_both_ways_and_turns_with_the_order(
    orders: tuple[list[str], list[str]],
) -> None:
    one, other = orders
    tau = kendall_tau(one, other)
    assert tau is not None
    assert -1 <= tau <= 1
    assert (tau == 1) == (one == other)
    assert kendall_tau(other, one) == pytest.approx(tau)
    assert kendall_tau(one[::-1], other) == pytest.approx(-tau)


def test_what_cannot_be_compared() -> None:
    assert kendall_tau("a", "a") is None
    for found, right in (("ab", "ac"), ("aa", "aa"), ("ab", "abc")):
        with pytest.raises(ValueError, match="each once"):
            kendall_tau(found, right)
