"""The rule for alerts: what it says of given texts, how often it is wrong, how soon it is right."""

from __future__ import annotations

import itertools
import math
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.errors import DataError
from memstudio.tasks.monitoring.alert_rule import (
    AlertRule,
    AlertWatch,
    Arrived,
    Verdict,
    surge_p,
)

RULES = st.builds(
    AlertRule,
    window=st.integers(5, 30),
    minutes=st.sampled_from([0.0, 0.5, 5.0]),
    least=st.integers(1, 5),
    share=st.floats(0, 1),
    alpha=st.floats(0.0001, 0.2),
    baseline=st.integers(1, 60),
    cool_down=st.integers(0, 30),
)
FLAGS = st.lists(st.booleans(), max_size=120)


def texts(flags: list[bool], seconds: float = 1.0) -> list[Arrived]:
    return [Arrived(place * seconds, flag) for place, flag in enumerate(flags)]


def verdicts(came: list[Arrived], rule: AlertRule) -> list[Verdict]:
    watch = AlertWatch(rule)
    return [watch.add(text) for text in came]


def steady(share: float, number: int, seed: int) -> list[bool]:
    chance = random.Random(seed)  # noqa: S311 - a simulation
    return [chance.random() < share for _ in range(number)]


def by_definition(flags: list[Arrived], place: int, rule: AlertRule) -> Verdict:
    """The rule as its description says it, of a text by its place among all that came."""
    came = flags[: place + 1]
    window = came[-rule.window :]
    if rule.minutes:
        oldest = came[-1].time - 60 * rule.minutes
        window = [each for each in window if each.time >= oldest]
    before = came[: len(came) - len(window)][-rule.baseline :]
    k, n = sum(each.is_negative for each in window), len(window)
    b, m = sum(each.is_negative for each in before), len(before)
    p = float(exact_p(k, n, b, m))
    is_surge = n >= rule.least and k > 0 and k >= rule.share * n and p < rule.alpha
    return Verdict(n, k, m, b, p, is_surge)


def exact_p(k: int, n: int, b: int, m: int) -> Fraction:
    """Fisher's exact test in whole numbers."""
    ways = sum(
        math.comb(n, j) * math.comb(m, k + b - j) for j in range(k, min(n, k + b) + 1) if k + b - j <= m
    )  # fmt: skip
    return Fraction(ways, math.comb(n + m, k + b))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 200), st.integers(0, 200))
def test_p_is_that_of_fishers_exact_test(k: int, more: int, b: int, others: int) -> None:
    n, m = k + more, b + others
    assert surge_p(k, n, b, m) == pytest.approx(float(exact_p(k, n, b, m)), rel=1e-9, abs=1e-300)


def test_p_is_as_published() -> None:
    # The lady tasting tea: all four cups found, and three of four.
    assert surge_p(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert surge_p(3, 4, 1, 4) == pytest.approx(17 / 70)


@given(FLAGS, RULES)
def test_each_verdict_is_what_the_description_says(flags: list[bool], rule: AlertRule) -> None:
    came = texts(flags, seconds=7)
    for place, verdict in enumerate(verdicts(came, rule)):
        expected = by_definition(came, place, rule)
        for name in ("num_texts", "num_negative", "num_before", "num_negative_before", "is_surge"):
            close = name == "is_surge" and math.isclose(verdict.p, rule.alpha, rel_tol=1e-9)
            assert close or getattr(verdict, name) == getattr(expected, name)
        assert verdict.p == pytest.approx(expected.p)


@given(FLAGS, RULES)
def test_alerts_are_surges_that_are_told_of_no_sooner_than_after_the_cool_down(
    flags: list[bool], rule: AlertRule
) -> None:
    found = verdicts(texts(flags), rule)
    places = [place for place, verdict in enumerate(found) if verdict.is_alert]
    assert all(found[place].is_surge for place in places)
    gaps = [later - sooner for sooner, later in itertools.pairwise(places)]
    assert all(gap > rule.cool_down for gap in gaps)
    # The first of all surges is told of.
    surges = [place for place, verdict in enumerate(found) if verdict.is_surge]
    assert places[:1] == surges[:1]


@given(FLAGS, RULES)
def test_who_follows_holds_no_more_than_the_rule_looks_at(
    flags: list[bool], rule: AlertRule
) -> None:
    watch = AlertWatch(rule)
    for text in texts(flags):
        watch.add(text)
        assert len(watch._texts) <= rule.window + rule.baseline


@given(st.integers(1, 300), st.booleans())
def test_what_is_always_alike_is_no_surge(number: int, is_negative: bool) -> None:
    assert not any(v.is_surge for v in verdicts(texts([is_negative] * number), AlertRule()))


@given(RULES, FLAGS, st.integers(1, 30))
def test_more_negatives_in_the_window_make_p_no_larger(
    rule: AlertRule, flags: list[bool], place: int
) -> None:
    if len(flags) < rule.window or rule.minutes:
        return
    more = list(flags)
    more[-min(place, rule.window)] = True
    p = [verdicts(texts(own), rule)[-1].p for own in (flags, more)]
    assert p[1] <= p[0] * (1 + 1e-9)


def test_below_the_threshold_nothing_is_told_however_unlikely() -> None:
    flags = [False] * 200 + [True, False, False] * 20
    assert any(v.is_alert for v in verdicts(texts(flags), AlertRule(share=0.3)))
    assert not any(v.is_alert for v in verdicts(texts(flags), AlertRule(share=0.5)))


def test_with_a_window_of_time_only_what_came_within_counts() -> None:
    rule = AlertRule(window=20, minutes=1, least=5)
    flags = [False] * 50 + [True] * 8
    slow = verdicts(texts(flags, seconds=30), rule)
    assert not any(v.is_alert for v in slow)
    assert slow[-1].num_texts == 3
    assert any(v.is_alert for v in verdicts(texts(flags, seconds=5), rule))


def test_a_surge_that_lasts_becomes_what_is_usual() -> None:
    found = verdicts(texts([False] * 200 + [True] * 400), AlertRule())
    assert found[215].is_surge
    assert not found[-1].is_surge


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4])
@pytest.mark.one_in(2)
def test_on_steady_streams_an_alert_is_rare(share: float) -> None:
    # 0.05 to 0.25 a thousand texts over longer simulations; ten times that would be a nuisance.
    number = sum(v.is_alert for v in verdicts(texts(steady(share, 12_000, seed=7)), AlertRule()))
    assert number / 12 <= 1.0


def test_a_surge_is_told_of_within_a_window_mostly() -> None:
    delays = []
    for seed in range(60):
        flags = steady(0.2, 200, seed) + steady(0.8, 60, seed + 1000)
        found = verdicts(texts(flags), AlertRule())
        delays.append(
            next((p - 199 for p, v in enumerate(found) if p >= 200 and v.is_alert), 10_000)
        )
    assert statistics.median(delays) <= 16
    assert sum(delay <= 30 for delay in delays) >= 57


@pytest.mark.parametrize(
    "changes", [{"window": 0}, {"least": 21}, {"share": 1.5}, {"alpha": -1}, {"baseline": 0}]
)
def test_numbers_that_make_no_rule_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(DataError, match=next(iter(changes))):
        AlertRule(**changes)  # type: ignore[arg-type]


@settings(max_examples=20)
@given(FLAGS)
def test_without_texts_before_nothing_is_told(flags: list[bool]) -> None:
    assert not any(v.is_alert for v in verdicts(texts(flags[:20]), AlertRule()))
