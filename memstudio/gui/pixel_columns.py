"""From numbers along a document to one number a pixel, without a loop over pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Reduction = Literal["max", "min", "farthest", "mean"]
"""Which of several is kept: the largest, the smallest, what lies farthest from zero, or their mean."""
_STEP = 4
"""How many entries of a level one of the next stands for."""


def pixel_edges(start: float, stop: float, width: int) -> NDArray[np.float64]:
    """`[width + 1]`, where pixels begin and end when `start` to `stop` fills `width` of them."""
    return np.linspace(start, stop, max(1, width) + 1)


def into_pixels(values: Floats, edges: NDArray[np.float64], reduction: Reduction = "max") -> Floats:
    """`[W, ...]`, what each pixel shows of entries that are one unit wide, the first from 0 to 1.

    A pixel stands for the entries that begin in it; when none does, for the one that it lies in.
    NaN, what is not known, gives way to any that is; a mean is not known where one is not.

    Args:
        values: `[k, ...]`.
        edges: `[W + 1]`, of the pixels, in entries.
        reduction: which of several entries, or their mean.
    """
    first = np.clip(np.floor(edges[:-1]).astype(np.int64), 0, len(values) - 1)
    last = np.clip(np.floor(edges[1:]).astype(np.int64) - 1, first, len(values) - 1)
    inside = values[: last[-1] + 1]
    if reduction == "mean":
        counts = (last - first + 1).astype(np.float32)
        total: Floats = np.add.reduceat(inside, first, axis=0)
        mean: Floats = total / counts.reshape(-1, *[1] * (values.ndim - 1))
        return mean

    def chosen(choose: np.ufunc) -> Floats:
        if values[0].size == 1:
            return choose.reduceat(inside, first, axis=0)
        # Of rows of many numbers, for which `reduceat` takes ten times as long.
        out = values[first]
        for more in range(1, int((last - first).max()) + 1):
            out = choose(out, values[np.minimum(first + more, last)])
        return out

    if reduction != "farthest":
        return chosen(np.fmax if reduction == "max" else np.fmin)
    high, low = chosen(np.fmax), chosen(np.fmin)
    return np.where(high > -low, high, low)


def at_most(values: Floats, most: int, reduction: Reduction = "max") -> Floats:
    """`[min(k, most), ...]` of `[k, ...]`, for a picture that has only so many pixels."""
    if len(values) <= most:
        return values
    # Row after row in memory, which a turned array is not.
    rows = np.ascontiguousarray(values)
    return into_pixels(rows, pixel_edges(0, len(values), most), reduction)


def round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... that is not less."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10


class Pyramid:
    """Numbers along a document, and shorter versions of them for smaller pictures.

    Args:
        values: `[k, ...]`, at least one entry.
        reduction: which of several entries a shorter version keeps, or their mean.
    """

    def __init__(self, values: Floats, reduction: Reduction = "max") -> None:
        self.reduction: Reduction = reduction
        self._levels = [np.ascontiguousarray(values)]
        while len(self._levels[-1]) > 2 * _STEP:
            self._levels.append(pooled(self._levels[-1], _STEP, reduction))

    @property
    def values(self) -> Floats:
        """`[k, ...]`, as they are."""
        return self._levels[0]

    def pixels(self, edges: NDArray[np.float64]) -> Floats:
        """`[W, ...]`, one number a pixel; `edges` in entries."""
        each = (edges[-1] - edges[0]) / max(1, len(edges) - 1)
        level = int(math.log(max(1.0, each), _STEP))
        level = min(level, len(self._levels) - 1)
        return into_pixels(self._levels[level], edges / _STEP**level, self.reduction)


def pooled(values: Floats, each: int, reduction: Reduction = "max") -> Floats:
    """`[ceil(k / each), ...]`, what is kept of every `each` entries."""
    return into_pixels(values, np.append(np.arange(0.0, len(values), each), len(values)), reduction)


def about(number: float) -> int:
    """A whole number near it with one digit that counts, so that it stands still while one zooms."""
    unit = int(10 ** (len(str(max(1, round(number)))) - 1))
    return max(1, round(number / unit) * unit)
