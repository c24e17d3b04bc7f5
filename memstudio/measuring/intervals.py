"""How far chance goes: what a figure would have been with other rows or texts of the same sort.

The parts that were measured are drawn anew, with replacement, and the figure is worked out again:
Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7 (1979), with the
percentiles as the interval. The same draws for the memory as it is and reset make pairs of them.

Shapes: U parts, N draws.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from memstudio.evaluation.story_recall import Rate

NUM_DRAWS = 1000
FEWEST = 8
"""Parts; the spread of fewer says next to nothing of what others would have given."""
_ENDS = (2.5, 97.5)
_MOST_MISSING = 0.1
_AT_ONCE = 2_000_000


class Interval(NamedTuple):
    """Where a figure lies with 95%; None when that cannot be told."""

    low: float | None
    high: float | None

    @classmethod
    def of(cls, rate: Rate) -> Interval:
        """That of a share."""
        return cls(rate.low, rate.high)


UNKNOWN = Interval(None, None)


def drawn(num_parts: int, seed: int, num_draws: int = NUM_DRAWS) -> Iterator[NDArray[np.int64]]:
    """How often each part is in each draw, `[n, U]`, some draws at a time.

    Always the same ones for so many parts and this seed.
    """
    rng = np.random.default_rng([seed, num_parts])
    at_once = max(1, _AT_ONCE // max(1, num_parts))
    chances = np.full(num_parts, 1 / num_parts)
    for start in range(0, num_draws, at_once):
        yield rng.multinomial(num_parts, chances, size=min(at_once, num_draws - start))


def drawn_ratios(
    above: NDArray[np.float64], beneath: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """The quotient of two sums over parts in every draw, `[N, ...]`; NaN where it is none.

    Args:
        above: `[U, ...]`.
        beneath: `[U]`.
        seed: of the draws.
    """
    found = []
    for counts in drawn(len(beneath), seed):
        with np.errstate(invalid="ignore", divide="ignore"):
            found.append(((counts @ above).T / (counts @ beneath)).T)
    return np.concatenate(found)


def interval_of(values: NDArray[np.float64] | None) -> Interval:
    """The middle 95% of what a figure came to in each draw, `[N]`; NaN where it came to nothing."""
    if values is None or not len(values) or np.isnan(values).mean() > _MOST_MISSING:
        return UNKNOWN
    low, high = np.nanpercentile(values, _ENDS)
    return Interval(float(low), float(high))


def between_shares(one: tuple[float, Interval], other: tuple[float, Interval]) -> Interval:
    """The interval of the difference of two shares, by the interval of each.

    Newcombe, Interval estimation for the difference between independent proportions, Statistics
    in Medicine 17 (1998), method 10. Wider than it need be where both are of the same questions.
    """
    (p, (p_low, p_high)), (q, (q_low, q_high)) = one, other
    if p_low is None or p_high is None or q_low is None or q_high is None:
        return UNKNOWN
    return Interval(
        p - q - math.hypot(p - p_low, q_high - q), p - q + math.hypot(p_high - p, q - q_low)
    )


def between_rates(one: Rate, other: Rate) -> Interval:
    """The interval of the difference of two shares, by that of each."""
    return between_shares((one.accuracy, Interval.of(one)), (other.accuracy, Interval.of(other)))
