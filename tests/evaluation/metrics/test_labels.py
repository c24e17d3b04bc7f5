"""Labels: the figures of scikit-learn 1.9, and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.evaluation.metrics.labels import above_commonest, accuracy, macro_f1

_LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1)


@pytest.mark.parametrize(
    ("said", "wanted", "f1"),
    [
        # By f1_score with average="macro" and zero_division=0.
        (["pos", "neg", "pos", "neu", "pos", "neg"], ["pos", "neg", "neg", "neu", "neg", "pos"], 0.6),
        (list("abbc"), list("aabd"), 1 / 3),
        (list("aaaa"), list("aaab"), (6 / 7) / 2),
        (list("ba"), list("ab"), 0.0),
    ],
)  # fmt: skip
def test_macro_f1_is_that_of_scikit_learn(said: list[str], wanted: list[str], f1: float) -> None:
    assert macro_f1(said, wanted) == pytest.approx(f1)


def test_nothing_asked_is_no_figure() -> None:
    assert accuracy([], []) is None
    assert macro_f1([], []) is None
    assert above_commonest([], []) is None


def test_what_is_right_by_always_saying_the_commonest_is_taken_off() -> None:
    wanted = list("aaab")
    assert above_commonest(list("aaaa"), wanted) == 0
    assert above_commonest(list("aaab"), wanted) == pytest.approx(0.25)
    assert above_commonest(list("bbbb"), wanted) == pytest.approx(-0.5)


@given(_LABELS)
def test_both_are_shares_and_only_all_right_is_one(pairs: list[tuple[str, str]]) -> None:
    said, wanted = (list(side) for side in zip(*pairs, strict=True))
    right, f1 = accuracy(said, wanted), macro_f1(said, wanted)
    assert right is not None
    assert f1 is not None
    assert 0 <= right <= 1
    assert 0 <= f1 <= 1
    assert (right == 1) == (said == wanted) == (f1 == 1)


def test_always_saying_the_commonest_label_earns_little() -> None:
    wanted = ["a"] * 9 + ["b"]
    assert accuracy(["a"] * 10, wanted) == pytest.approx(0.9)
    assert (macro_f1(["a"] * 10, wanted) or 0) < 0.5
