"""When negatives surge: a rule on the labels of texts as they arrive, with nothing else in it.

The rule, looked at with each text. There is a surge when all of these hold:

1. The latest `window` texts, or as many of them as came within `minutes`, are `least` or more.
2. The share of negatives among them is `share` or more.
3. That many negatives would be unlikely if nothing had changed: the one-sided p of Fisher's exact
   test, of these texts against the up to `baseline` texts before them, is below `alpha`. The exact
   test counts that the texts before are few, too: without any, p is 1 and nothing is a surge.

An alert is raised with the first text of a surge, and no other until `cool_down` more texts have
come; a surge that still lasts then is told of again. When the surge lasts so long that it fills the
baseline, it is what is usual, and ends.

R. A. Fisher, Statistical Methods for Research Workers (1934), section 21.02.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, fields

from memstudio.errors import DataError, marked

MOST_WINDOW = 10_000
"""Texts that a rule can look at together."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """The numbers of the rule.

    Attributes:
        window: texts that are looked at together, at most.
        minutes: how old the oldest of them may be, seen from the latest; 0 for any age.
        least: texts below which nothing is said.
        share: of negatives, from 0 to 1, from which on it can be a surge: the threshold.
        alpha: what p has to be below.
        baseline: texts before the window that it is compared with, at most.
        cool_down: texts after an alert before the next.
    """

    window: int = 20
    minutes: float = 0.0
    least: int = 10
    share: float = 0.5
    alpha: float = 0.001
    baseline: int = 200
    cool_down: int = 20

    def __post_init__(self) -> None:
        """Refuse numbers that make no rule.

        Raises:
            DataError: a number is out of its bounds.
        """
        bounds = {
            "window": (1, MOST_WINDOW), "minutes": (0, math.inf), "least": (1, self.window),
            "share": (0, 1), "alpha": (0, 1), "baseline": (1, 100_000), "cool_down": (0, math.inf),
        }  # fmt: skip
        for each in fields(self):
            low, high = bounds[each.name]
            value = getattr(self, each.name)
            if not low <= value <= high:
                raise DataError(
                    marked("errors", "In the rule for alerts, {name} is {value:g}, and can be from {low:g} to {high:g}."),
                    name=each.name, value=value, low=low, high=high,
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrived:
    """A text as the rule sees it: when it came, in seconds since 1970, and whether it is negative."""

    time: float
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How things stand with the latest text.

    Attributes:
        num_texts: in the window.
        num_negative: of them.
        num_before: in the baseline.
        num_negative_before: of them.
        p: of Fisher's exact test.
        is_surge: whether all of the rule holds.
        is_alert: whether an alert is raised now.
    """

    num_texts: int
    num_negative: int
    num_before: int
    num_negative_before: int
    p: float
    is_surge: bool
    is_alert: bool = False

    @property
    def share(self) -> float:
        """Of negatives in the window."""
        return self.num_negative / max(1, self.num_texts)

    @property
    def share_before(self) -> float | None:
        """Of negatives in the baseline; None when there is none."""
        return self.num_negative_before / self.num_before if self.num_before else None


class AlertWatch:
    """Follows texts by a rule; holds no more of them than the rule looks at.

    Attributes:
        since_alert: texts since an alert was raised; None before any. To be put right where texts
            of the past were followed, of whose alerts nobody heard.
    """

    def __init__(self, rule: AlertRule) -> None:
        self.rule = rule
        self._texts: deque[Arrived] = deque(maxlen=rule.window + rule.baseline)
        self.since_alert: int | None = None

    def add(self, text: Arrived) -> Verdict:
        """Take the next text, and say how things stand with it."""
        rule = self.rule
        self._texts.append(text)
        if self.since_alert is not None:
            self.since_alert += 1
        texts = list(self._texts)
        start = max(0, len(texts) - rule.window)
        if rule.minutes:
            oldest = text.time - 60 * rule.minutes
            while start < len(texts) - 1 and texts[start].time < oldest:
                start += 1
        now, before = texts[start:], texts[max(0, start - rule.baseline) : start]
        k, b = (sum(each.is_negative for each in some) for some in (now, before))
        is_much = len(now) >= rule.least and k >= rule.share * len(now) and k > 0
        p = surge_p(k, len(now), b, len(before))
        is_surge = is_much and p < rule.alpha
        may_tell = self.since_alert is None or self.since_alert > rule.cool_down
        is_alert = is_surge and may_tell
        if is_alert:
            self.since_alert = 0
        return Verdict(len(now), k, len(before), b, p, is_surge, is_alert)


def surge_p(negative: int, texts: int, negative_before: int, before: int) -> float:
    """The one-sided p of Fisher's exact test.

    How likely it is that of all negatives so many or more are among the latest texts, when they
    are spread over all texts by chance.

    Args:
        negative: among the latest texts.
        texts: the latest.
        negative_before: among those before.
        before: those before.
    """
    total, marked_ones = texts + before, negative + negative_before
    most = min(texts, marked_ones)
    if negative <= max(0, marked_ones - before):
        return 1.0
    ways = _log_choose(total, marked_ones)
    terms = (
        math.exp(_log_choose(texts, j) + _log_choose(before, marked_ones - j) - ways)
        for j in range(negative, most + 1)
    )
    return min(1.0, math.fsum(terms))


def _log_choose(number: int, chosen: int) -> float:
    return math.lgamma(number + 1) - math.lgamma(chosen + 1) - math.lgamma(number - chosen + 1)
