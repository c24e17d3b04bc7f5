"""Confidence is learnt honestly: where signals tell, and not where they do not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.tasks.sourced.confidence import (
    Signals,
    curve,
    learnt,
    load_calibration,
    plain_confidence,
    save_calibration,
)


def answers(seed: int, *, tells: bool) -> tuple[list[Signals], list[bool]]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    signals, right = [], []
    for _ in range(200):
        is_right = chance.random() < 0.5
        likely = chance.uniform(0.5, 1) if is_right and tells else chance.uniform(0.01, 0.7)
        signals.append(Signals(likely, chance.random(), chance.random()))
        right.append(is_right)
    return signals, right


def test_what_tells_right_from_wrong_is_learnt() -> None:
    signals, right = answers(0, tells=True)
    found = learnt(signals, right)
    assert found.confidence(Signals(0.95, 0.5, 0.5)) > 0.8
    assert found.confidence(Signals(0.05, 0.5, 0.5)) < 0.2
    at = {point.threshold: point for point in found.curve}
    assert at[0.0].answered == 1
    assert at[0.8].right > at[0.0].right + 0.2


def test_the_curve_promises_nothing_where_signals_say_nothing() -> None:
    signals, right = answers(1, tells=False)
    confident = [
        p for p in learnt(signals, right).curve if p.threshold >= 0.7 and p.answered > 0.05
    ]
    assert not confident


def test_too_few_or_like_answers_teach_nothing() -> None:
    signals, right = answers(2, tells=True)
    assert learnt(signals[:9], right[:9]) is None
    assert learnt(signals, [True] * 200) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_a_higher_threshold_never_answers_more(rows: list[tuple[float, bool]]) -> None:
    points = curve([value for value, _ in rows], [ok for _, ok in rows])
    shares = [point.answered for point in points]
    assert shares == sorted(shares, reverse=True)
    assert all(p.right is None or 0 <= p.right <= 1 for p in points)


def test_a_calibration_is_kept_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    assert load_calibration(path) is None
    found = learnt(*answers(3, tells=True))
    save_calibration(path, found)
    assert load_calibration(path) == found
    path.write_text(path.read_text()[:-9])
    assert load_calibration(path) is None
    path.write_text(json.dumps({"format": 1, "weights": [1]}))
    assert load_calibration(path) is None


def test_without_calibration_both_signals_count() -> None:
    assert plain_confidence(Signals(0.9, 0.0, 1.0)) == 0
    assert plain_confidence(Signals(0.64, 0.25, 0.0)) == pytest.approx(0.4)
