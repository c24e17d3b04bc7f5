"""Coarser and coarser overviews of a matrix, computed once, a stripe at a time.

Level 0 is the matrix itself; at level k a cell stands for 2^k x 2^k weights. Levels below the base
are computed where they are looked at; the base takes all weights into account, and what is above is
made of it.

Shapes: N places, P = ceil(N / 2^base) cells of the base.
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.trace.attention_matrix import AttentionMatrix, Pooling

    Floats = NDArray[np.float32]

_LEAST = np.float32(6e-8)
"""The smallest number in half precision; what is less is still something."""
_MOST_CELLS = 2048
_ROWS = 64
"""Of the base that are computed at once; a power of two."""


def base_level(size: int) -> int:
    """The level from which on overviews are kept: at most 2,048 cells along a side."""
    level = 0
    while -(-size >> level) > _MOST_CELLS:
        level += 1
    return level


class AttentionPyramid:
    """Overviews of one matrix; `fill` may run in one thread while others read.

    Args:
        matrix: what is looked at.
        how: the largest weight of each cell, or the mean.
    """

    def __init__(self, matrix: AttentionMatrix, how: Pooling) -> None:
        self.matrix = matrix
        self.how: Pooling = how
        self.base = base_level(matrix.size)
        self.num_levels = max(1, (matrix.size - 1).bit_length()) + 1
        self._lock = threading.Lock()
        self._levels: list[NDArray[np.float16]] = []
        self._done = 0

    @property
    def is_whole(self) -> bool:
        """Whether all of the base is there."""
        return bool(self._levels) and self._done >= self._levels[0].shape[0]

    @property
    def num_bytes(self) -> int:
        """What it takes in memory."""
        return sum(level.nbytes for level in self._levels)

    def fill(self, is_wanted: Callable[[], bool], on_progress: Callable[[float], None]) -> bool:
        """Compute the base, from the first row on, and what is above it.

        Args:
            is_wanted: asked before each stripe; no ends the work, which can be gone on with.
            on_progress: told the share that is done.

        Returns:
            Whether all of it is there now.
        """
        each = 1 << self.base
        size = self.matrix.size
        cells = -(-size // each)
        if not self._levels:
            with self._lock:
                self._levels = [
                    np.zeros((-(-cells // (1 << k)),) * 2, np.float16)
                    for k in range(self.num_levels - self.base)
                ]
        # A stripe makes whole cells of the next levels, too.
        step = min(_ROWS, cells)
        while self._done < cells:
            if not is_wanted():
                return False
            start, stop = self._done, min(self._done + step, cells)
            part = self.matrix.cells(start * each, 0, stop * each, size, each, self.how)
            with self._lock:
                self._levels[0][start:stop] = np.where(part > 0, np.maximum(part, _LEAST), 0)
                self._raise(start, stop)
                self._done = stop
            on_progress(stop / cells)
        return True

    def _raise(self, start: int, stop: int) -> None:
        """Make what is above some rows of the base."""
        for k, (lower, upper) in enumerate(itertools.pairwise(self._levels)):
            start, stop = start // 2, -(-stop // 2)
            rows = lower[2 * start : 2 * stop].astype(np.float32)
            each = 1 << (self.base + k)
            places = np.minimum(self.matrix.size - each * np.arange(len(lower)), each)
            sizes = places.astype(np.float32)
            upper[start:stop] = _halved(rows, self.how, sizes[2 * start : 2 * stop], sizes)

    def cells(self, level: int, first_row: int, first_column: int, count: int) -> Floats | None:
        """Up to `count` x `count` cells of a level, from a cell on.

        Returns:
            None when they are of an overview, and not all of them are there yet.
        """
        if level < self.base:
            each = 1 << level
            return self.matrix.cells(
                first_row * each, first_column * each,
                (first_row + count) * each, (first_column + count) * each, each, self.how,
            )  # fmt: skip
        with self._lock:
            if not self._levels:
                return None
            each = 1 << (level - self.base)
            needed = min((first_row + count) * each, self._levels[0].shape[0])
            if self._done < needed:
                return None
            whole = self._levels[min(level - self.base, len(self._levels) - 1)]
            rows = slice(first_row, first_row + count)
            columns = slice(first_column, first_column + count)
            return whole[rows, columns].astype(np.float32)


def _halved(values: Floats, how: Pooling, num_rows: Floats, num_columns: Floats) -> Floats:
    """Every 2 x 2 cells as one, at an odd edge fewer, of cells of so many rows and columns each.

    The last of them may have fewer than the others, and counts for as much less in a mean.
    """
    if how == "max":
        return np.asarray(_fours(values).max(axis=(1, 3)), np.float32)
    areas = np.outer(num_rows, num_columns)
    mean: Floats = _fours(values * areas).sum(axis=(1, 3)) / _fours(areas).sum(axis=(1, 3))
    return mean


def _fours(values: Floats) -> Floats:
    """`[r, c]` as `[r / 2, 2, c / 2, 2]`, with nothing beyond an odd edge."""
    rows, columns = values.shape
    padded = np.pad(values, ((0, rows % 2), (0, columns % 2)))
    return padded.reshape(-(-rows // 2), 2, -(-columns // 2), 2)
