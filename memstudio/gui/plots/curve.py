"""The points of one curve: cheap to add to, smoothed and thinned only when they are drawn."""

from __future__ import annotations

import math
from itertools import accumulate
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
            self._num_averaged = min(self._num_averaged, self._count)
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
        self._count, self._num_averaged = len(x), 0

    def clear(self) -> None:
        """Forget all points."""
        self._count = self._num_averaged = 0

    def smoothed(self, weight: float) -> Values:
        """The exponential moving average of y, without the pull of its start.

        Args:
            weight: of what was before, from 0 (as it is) to below 1.
        """
        if weight <= 0:
            return self.y
        if weight != self._weight:
            self._weight, self._num_averaged = weight, 0
        done = self._num_averaged
        if done < self._count:
            before = float(self._average[done - 1]) if done else 0.0
            fresh = self._y[done : self._count].tolist()
            averages = accumulate(
                fresh, lambda old, new: weight * old + (1 - weight) * new, initial=before
            )
            next(averages)
            self._average[done : self._count] = np.fromiter(averages, np.float64, len(fresh))
            self._num_averaged = self._count
        averaged = self._average[: self._count].copy()
        # Divided by the sum of the weights, which for the first averages is less than 1.
        young = averaged[: math.ceil(math.log(1e-12) / math.log(weight))]
        young /= 1 - weight ** np.arange(1, len(young) + 1)
        return averaged

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


def thinned(x: Values, y: Values, num_columns: int) -> tuple[Values, Values]:
    """At most the lowest and the highest point of every column, so that no peak is lost.

    Args:
        x: growing.
        y: as many.
        num_columns: columns of pixels that there are to draw on.
    """
    size = len(x) // max(1, num_columns)
    if size <= 2:
        return x, y
    whole = len(x) // size * size
    blocks = y[:whole].reshape(-1, size)
    starts = np.arange(0, whole, size)
    lowest, highest = blocks.argmin(axis=1) + starts, blocks.argmax(axis=1) + starts
    keep = np.concatenate([[0], lowest, highest, np.arange(whole, len(x)), [len(x) - 1]])
    keep = np.unique(keep)
    return x[keep], y[keep]
