"""The points of one curve: cheap to add to, smoothed only when they are drawn."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.float64]

_ROOM = 256


class Curve:
    """Points in the order of x.

    A point that is not to the right of the last replaces what begins there: a run that goes on
    from a checkpoint does some steps again.
    """

    def __init__(self) -> None:
        self._x = np.empty(_ROOM)
        self._y = np.empty(_ROOM)
        self._average = np.empty(_ROOM)
        self._weight = 0.0
        self._num_averaged = 0
        self._count = 0
        self._smoothed: Values | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Values:
        """All x, growing."""
        return self._x[: self._count]

    @property
    def y(self) -> Values:
        """All y."""
        return self._y[: self._count]

    def append(self, x: float, y: float) -> None:
        """Add a point."""
        if self._count and x <= self._x[self._count - 1]:
            self._count = int(np.searchsorted(self.x, x))
            self._num_averaged, self._smoothed = min(self._num_averaged, self._count), None
        if self._count == len(self._x):
            self._x, self._y, self._average = (
                np.concatenate([values, np.empty(max(_ROOM, len(values)))])
                for values in (self._x, self._y, self._average)
            )
        self._x[self._count] = x
        self._y[self._count] = y
        self._count += 1

    def replace(self, x: Values, y: Values) -> None:
        """Hold these points, x growing, and no others."""
        self._x, self._y, self._average = x, y, np.empty(len(x))
        self._count, self._num_averaged, self._smoothed = len(x), 0, None

    def clear(self) -> None:
        """Forget all points."""
        self._count = self._num_averaged = 0
        self._smoothed = None

    def smoothed(self, weight: float) -> Values:
        """The exponential moving average of y, without the pull of its start.

        Args:
            weight: of what was before, from 0 (as it is) to below 1.
        """
        if weight <= 0:
            return self.y
        if weight != self._weight:
            self._weight, self._num_averaged, self._smoothed = weight, 0, None
        done = self._num_averaged
        if done < self._count:
            before = float(self._average[done - 1]) if done else 0.0
            self._average[done : self._count] = _averaged(
                self._y[done : self._count], weight, before
            )
            self._num_averaged, self._smoothed = self._count, None
        if self._smoothed is None:
            self._smoothed = self._average[: self._count].copy()
            # Divided by the sum of the weights, which for the first averages is less than 1.
            young = self._smoothed[: _memory_of(weight)]
            young /= 1 - weight ** np.arange(1, len(young) + 1)
        return self._smoothed

    def nearest(self, x: float) -> int | None:
        """Index of the point nearest to `x`; None when there is none."""
        if not self._count:
            return None
        right = min(int(np.searchsorted(self.x, x)), self._count - 1)
        left = max(0, right - 1)
        return left if abs(self._x[left] - x) <= abs(self._x[right] - x) else right

    def within(self, low: float, high: float) -> slice:
        """The points from `low` to `high`, and one more on either side for the line between."""
        first = int(np.searchsorted(self.x, low)) - 1
        last = int(np.searchsorted(self.x, high, side="right")) + 1
        return slice(max(0, first), min(last, self._count))


def _memory_of(weight: float) -> int:
    """After so many points, what was before weighs nothing."""
    return math.ceil(math.log(1e-12) / math.log(weight))


def _averaged(values: Values, weight: float, before: float) -> Values:
    """Each value with the average before it: `a[i] = weight * a[i - 1] + (1 - weight) * v[i]`.

    The sum over all that came before is doubled in reach until the rest weighs nothing: a dozen
    operations on whole arrays, where a loop would take one for every point.
    """
    sums = (1 - weight) * values
    reach, enough = 1, min(len(values), _memory_of(weight))
    while reach < enough:
        # The right side is computed whole before it is added, so that nothing counts twice.
        sums[reach:] += weight**reach * sums[:-reach]
        reach *= 2
    sums[:enough] += before * weight ** np.arange(1, enough + 1)
    return sums
