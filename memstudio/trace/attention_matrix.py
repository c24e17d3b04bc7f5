"""One head's attention as a matrix of any size, of which any part is computed when it is looked at.

Numpy, in single precision, without anything of N x N in memory; safe to use from several threads.

Shapes: N places, H heads, r rows, c columns, p places that a cell stands for along either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.attention_layout import AttentionLayer

    Floats = NDArray[np.float32]

Pooling = Literal["max", "mean"]
Heads = int | Literal["mean", "max"]

_FAINTEST = np.float32(-60.0)
_BLOCK = 1_000_000
"""Scores that are in memory at once; few enough to stay near the processor."""


@dataclass(frozen=True)
class AttentionMatrix:
    """A head's weights, or the mean or the largest of all heads' of a layer.

    Attributes:
        layer: what the weights are made of.
        head: which head; "mean" or "max" of all.
        is_relative: whether each row is divided by its largest weight, of all heads by the largest
            of what was made of them.
    """

    layer: AttentionLayer
    head: Heads
    is_relative: bool = False

    @property
    def size(self) -> int:
        """N."""
        return int(self.layer.queries.shape[1])

    @property
    def num_heads(self) -> int:
        """H."""
        return int(self.layer.queries.shape[0])

    def at(self, row: int, column: int) -> float:
        """One weight: how much of its attention the place `row` gives to the place `column`."""
        return float(self.part(slice(row, row + 1), slice(column, column + 1))[0, 0])

    def row(self, place: int) -> Floats:
        """`[N]`, where a place looks."""
        whole = self.part(slice(place, place + 1), slice(0, self.size))
        return whole.reshape(-1)

    def column(self, place: int) -> Floats:
        """`[N]`, who looks at a place."""
        whole = self.part(slice(0, self.size), slice(place, place + 1))
        return whole.reshape(-1)

    def part(self, rows: slice, columns: slice) -> Floats:
        """`[r, c]`, the weights themselves."""
        return self.cells(rows.start, columns.start, rows.stop, columns.stop, 1)

    def cells(
        self,
        first_row: int,
        first_column: int,
        row_stop: int,
        column_stop: int,
        each: int,
        how: Pooling = "max",
    ) -> Floats:
        """Weights, pooled: `[ceil(r / p), ceil(c / p)]`.

        Args:
            first_row: the first place looked from.
            first_column: the first place looked at.
            row_stop: the place after the last looked from.
            column_stop: the place after the last looked at.
            each: p.
            how: the largest of each cell's weights, or their mean.
        """
        row_stop, column_stop = min(row_stop, self.size), min(column_stop, self.size)
        bounds = (first_row, first_column, row_stop, column_stop)
        if isinstance(self.head, int):
            return self._of_head(self.head, bounds, each, how)
        if self.head == "max" and how == "max":
            parts = (self._of_head(head, bounds, each, how) for head in range(self.num_heads))
            out = next(parts)
            for part in parts:
                np.maximum(out, part, out=out)
            return out
        return self._of_all_heads(bounds, each, how)

    # ------------------------------------------------------------------ inside

    def _of_head(
        self, head: int, bounds: tuple[int, int, int, int], each: int, how: Pooling
    ) -> Floats:
        first_row, first_column, row_stop, column_stop = bounds
        out = np.zeros(_shape(bounds, each), np.float32)
        for start, stop in self._stripes(first_row, row_stop, column_stop - first_column, each):
            found = self._scores(head, start, stop, first_column, column_stop, each)
            if found is None:
                continue
            scores, low = found
            pooled = _pooled(scores, self._offsets(head, start, stop), each, how)
            top, left = (start - first_row) // each, (low - first_column) // each
            out[top : top + pooled.shape[0], left : left + pooled.shape[1]] = pooled
        return out if how == "max" else out / _areas(bounds, each)

    def _of_all_heads(self, bounds: tuple[int, int, int, int], each: int, how: Pooling) -> Floats:
        """The mean of all heads, or the mean of the largest: both need every weight of all heads."""
        first_row, first_column, row_stop, column_stop = bounds
        out = np.zeros(_shape(bounds, each), np.float32)
        for start, stop in self._stripes(first_row, row_stop, column_stop - first_column, each):
            whole: Floats | None = None
            low = first_column
            for head in range(self.num_heads):
                found = self._scores(head, start, stop, first_column, column_stop, each)
                if found is None:
                    break
                weights, low = found
                weights -= self._offsets(head, start, stop)
                np.exp(weights, out=weights)
                if whole is None:
                    whole = weights
                elif self.head == "mean":
                    whole += weights
                else:
                    np.maximum(whole, weights, out=whole)
            if whole is None:
                continue
            if self.head == "mean":
                whole /= self.num_heads
                if self.is_relative:
                    whole /= np.maximum(self.layer.highest_mean[start:stop], 1e-30)
            pooled = _pooled_weights(whole, each, how)
            top, left = (start - first_row) // each, (low - first_column) // each
            out[top : top + pooled.shape[0], left : left + pooled.shape[1]] = pooled
        return out if how == "max" else out / _areas(bounds, each)

    def _offsets(self, head: int, start: int, stop: int) -> Floats:
        offsets = self.layer.total[head, start:stop]
        if self.is_relative and self.head != "mean":
            rows = self.layer.highest[:, start:stop]
            highest = rows.max(0) if self.head == "max" else rows[head]
            offsets = offsets + np.log(np.maximum(highest, 1e-30))
        return offsets

    @staticmethod
    def _stripes(
        first_row: int, row_stop: int, num_columns: int, each: int
    ) -> list[tuple[int, int]]:
        """Rows that are done at once: whole cells."""
        rows = max(1, _BLOCK // max(1, num_columns) // each) * each
        return [(start, min(start + rows, row_stop)) for start in range(first_row, row_stop, rows)]

    def _scores(
        self, head: int, start: int, stop: int, first_column: int, column_stop: int, each: int
    ) -> tuple[Floats, int] | None:
        """Scores with the columns first, `[c, r]`, and the column they begin with.

        None when no row sees any column. Columns lie along the first axis, so that pooling them
        goes through memory as it lies.
        """
        layer = self.layer
        first, last = layer.first[start:stop], layer.stop[start:stop]
        low = max(first_column, int(first.min()))
        low = first_column + (low - first_column) // each * each
        high = min(column_stop, int(last.max()))
        if low >= high:
            return None
        queries = layer.queries[head, start:stop] * np.float32(layer.scale)
        group = head // (layer.queries.shape[0] // layer.keys.shape[0])
        scores: Floats = layer.keys[group, low:high] @ queries.T
        if layer.cap is not None:
            scores /= layer.cap
            np.tanh(scores, out=scores)
            scores *= layer.cap
        if low < int(first.max()) or high > int(last.min()):
            places = np.arange(low, high, dtype=np.int32)[:, None]
            scores[(places < first[None]) | (places >= last[None])] = -np.inf
        if layer.gaps is not None:
            bits = np.unpackbits(layer.gaps[start:stop], axis=1)
            at = np.arange(low, high)[None] - first[:, None]
            is_seen = np.take_along_axis(bits, np.clip(at, 0, bits.shape[1] - 1), 1)
            scores[is_seen.T == 0] = -np.inf
        return scores, low


def _shape(bounds: tuple[int, int, int, int], each: int) -> tuple[int, int]:
    first_row, first_column, row_stop, column_stop = bounds
    return -(-(row_stop - first_row) // each), -(-(column_stop - first_column) // each)


def _areas(bounds: tuple[int, int, int, int], each: int) -> Floats:
    """How many weights each cell stands for: fewer at the edges."""
    first_row, first_column, row_stop, column_stop = bounds

    def sizes(length: int) -> NDArray[np.int64]:
        return np.minimum(each, length - np.arange(0, length, each))

    return np.outer(sizes(row_stop - first_row), sizes(column_stop - first_column)).astype(
        np.float32
    )


def _pooled(scores: Floats, offsets: Floats, each: int, how: Pooling) -> Floats:
    """Scores `[c, r]` as pooled weights `[r / p, c / p]`; a mean is left as a sum."""
    if how == "max":
        # The exponential keeps the order, and is needed of the largest only.
        scores = _along_first(scores, each, np.maximum, -np.inf)
        scores -= offsets
        # So far below all others that nothing is left, yet seen.
        np.maximum(scores, _FAINTEST, out=scores, where=scores > -np.inf)
        np.exp(scores, out=scores)
        return _along_first(np.ascontiguousarray(scores.T), each, np.maximum, 0.0)
    scores -= offsets
    np.exp(scores, out=scores)
    return _pooled_weights(scores, each, how)


def _pooled_weights(weights: Floats, each: int, how: Pooling) -> Floats:
    """Weights `[c, r]` as `[r / p, c / p]`; a mean is left as a sum."""
    function = np.maximum if how == "max" else np.add
    columns = _along_first(weights, each, function, 0.0)
    return _along_first(np.ascontiguousarray(columns.T), each, function, 0.0)


def _along_first(values: Floats, each: int, function: np.ufunc, nothing: float) -> Floats:
    """Every `each` rows as one; the last may stand for fewer."""
    if each == 1:
        return values
    length = values.shape[0]
    whole = length // each * each
    cells = values[:whole].reshape(-1, each, values.shape[1])
    out: Floats = function.reduce(cells, axis=1, initial=np.float32(nothing))
    if whole < length:
        rest = function.reduce(values[whole:], axis=0, initial=np.float32(nothing))
        out = np.concatenate([out, rest[None]])
    return out
