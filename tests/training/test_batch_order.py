"""The order in which samples are read."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from memstudio.training.batch_order import BatchOrder


@given(num=st.integers(1, 40), total=st.integers(0, 200), seed=st.integers(0, 2**32 - 1))
def test_every_sample_is_read_once_before_any_is_read_again(
    num: int, total: int, seed: int
) -> None:
    order = list(BatchOrder(num, total, seed))
    assert len(order) == len(BatchOrder(num, total, seed)) == total
    for start in range(0, total, num):
        part = order[start : start + num]
        assert max(Counter(part).values()) == 1
        assert set(part) <= set(range(num))


@given(num=st.integers(2, 40), total=st.integers(0, 100), seed=st.integers(0, 2**32 - 1))
def test_a_longer_run_begins_like_a_shorter_one(num: int, total: int, seed: int) -> None:
    assert list(BatchOrder(num, 200, seed))[:total] == list(BatchOrder(num, total, seed))


def test_passes_and_seeds_differ() -> None:
    order = list(BatchOrder(50, 100, 0))
    assert order[:50] != order[50:]
    assert order != list(BatchOrder(50, 100, 1))


@given(
    num=st.integers(1, 40),
    total=st.integers(0, 100),
    seed=st.integers(0, 2**32 - 1),
    shift=st.integers(-120, 120),
)
def test_an_order_can_come_earlier_and_later(num: int, total: int, seed: int, shift: int) -> None:
    usual = list(BatchOrder(num, 300, seed))
    shifted = list(BatchOrder(num, total, seed, shift=shift))
    assert len(shifted) == total
    for place, index in enumerate(shifted):
        if place + shift >= 0:
            assert index == usual[place + shift]
