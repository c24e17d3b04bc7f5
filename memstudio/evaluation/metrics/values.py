"""Numbers as answers: how far off they are, and whether they rise and fall with those expected."""

from __future__ import annotations

import math
import re
from statistics import fmean
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.answers import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")
_MANY_NUMBERS = 20


def number_in(text: str) -> float | None:
    """The number that an answer begins with or consists of; None when there is none."""
    return _finite(_NUMBER.match(text.strip().replace("\N{MINUS SIGN}", "-")))


def are_measures(labels: Sequence[str]) -> bool:
    """Whether labels are numbers on a scale, such as 3.75, and not names of classes, such as 0 and 1."""
    found = [_finite(_NUMBER.fullmatch(label.strip())) for label in labels]
    numbers = [x for x in found if x is not None]
    if not labels or len(numbers) < len(labels):
        return False
    return any(not x.is_integer() for x in numbers) or len(set(numbers)) > _MANY_NUMBERS


def mean_squared_error(said: Sequence[float], expected: Sequence[float]) -> float | None:
    """The mean of the squared differences; None when there are none."""
    return mean([(one - other) ** 2 for one, other in zip(said, expected, strict=True)])


def mean_absolute_error(said: Sequence[float], expected: Sequence[float]) -> float | None:
    """The mean of the differences without their signs; None when there are none."""
    return mean([abs(one - other) for one, other in zip(said, expected, strict=True)])


def r2(said: Sequence[float], expected: Sequence[float]) -> float | None:
    """The coefficient of determination: 1 minus the squared error over the spread, at most 1.

    As scikit-learn's `r2_score`. None when there are none, or when those expected are all the same.
    """
    if not expected:
        return None
    spread = sum(value**2 for value in _centred(expected))
    if spread <= max(map(abs, expected)) ** 2 * len(expected) * 1e-30:
        return None
    off = sum((one - other) ** 2 for one, other in zip(said, expected, strict=True))
    return 1 - off / spread


def pearson(said: Sequence[float], expected: Sequence[float]) -> float | None:
    """Pearson's correlation, -1 to 1; None for less than two, or when one side is always the same.

    Pearson, Notes on regression and inheritance in the case of two parents, 1895.
    """
    if len(said) != len(expected):
        raise ValueError("as many numbers as were expected are needed")
    if len(said) < 2:
        return None
    x, y = _centred(said), _centred(expected)
    spread = math.sqrt(sum(a * a for a in x)) * math.sqrt(sum(b * b for b in y))
    # A side that is the same throughout is left with rounding errors at most.
    scale = max(map(abs, [*said, *expected])) ** 2 * len(said)
    if spread <= scale * 1e-15:
        return None
    return max(-1.0, min(1.0, sum(a * b for a, b in zip(x, y, strict=True)) / spread))


def _centred(values: Sequence[float]) -> list[float]:
    middle = fmean(values)
    return [value - middle for value in values]


def _finite(match: re.Match[str] | None) -> float | None:
    value = float(match[0]) if match else None
    return value if value is not None and math.isfinite(value) else None
