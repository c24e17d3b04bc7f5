"""The weights of a trace, whatever form they are kept in: dense, or the largest of each row.

Shapes: T segments, N tokens, S tokens of a full segment, m slots, L layers, H heads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.errors import TraceError, marked
from memstudio.trace.layout import OVERVIEWS, SUFFIXES, Detail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.stored_arrays import Floats, StoredArrays

_ROWS_AT_ONCE = 1 << 16


class StoredWeights:
    """Read, write and between of one trace."""

    def __init__(self, arrays: StoredArrays) -> None:
        self._arrays = arrays
        self._num_tokens: int = arrays.attrs["num_tokens"]
        self._length: int = arrays.attrs["segment_length"]
        self._num_slots: int = arrays.attrs["num_slots"]

    def has(self, name: str, detail: Detail = "mean") -> bool:
        """Whether weights are kept, in either form."""
        array = f"{name}{SUFFIXES[detail]}"
        return not {array, f"{array}_top"}.isdisjoint(self._arrays.names)

    def detail(self, name: str) -> Detail:
        """The finest that is kept.

        Raises:
            TraceError: nothing is.
        """
        finest: Detail | None = None
        for detail in SUFFIXES:
            if self.has(name, detail):
                finest = detail
        if finest is None:
            self._arrays.array(name)  # raises
        assert finest is not None  # noqa: S101
        return finest

    def layers_and_heads(self, name: str) -> tuple[int, int]:
        """L and H of one kind of weights: reads and writes may differ."""
        attrs = self._arrays.attrs
        # Older traces say it by their arrays alone, as far as these were kept.
        for told, key, at in (
            ("arrays", f"{name}_heads", slice(1, 3)),
            ("arrays", f"{name}_heads_top", slice(1, 3)),
            ("layers_and_heads", name, slice(None)),
        ):
            match attrs.get(told):
                case {**sizes} if isinstance(shape := sizes.get(key), list):
                    match shape[at]:
                        case [int(layers), int(heads)] if layers > 0 and heads > 0:
                            return layers, heads
        return attrs["num_layers"], attrs["num_heads"]

    # ------------------------------------------------------------------ as they are stored

    def rows(
        self, name: str, at: slice, layer: int | None = None, head: int | None = None
    ) -> Floats:
        """Rows of `read` `[n, m]`, `write` `[n, m, S]` or `between` `[n, m, 2m]`.

        Args:
            name: which.
            at: tokens of `read`, segments of the others.
            layer: one layer; None for the mean over all.
            head: one head; None for the mean over all.

        Raises:
            TraceError: they are not kept at this detail.
        """
        array, place = self._place(name, layer, head)
        if array in self._arrays.names:
            found = self._arrays.floats(array, (at, *place))
        else:
            values = self._arrays.floats(f"{array}_top", (at, *place))
            index = self._arrays.part(f"{array}_top_index", (at, *place))
            width = {"read": 1, "between": 2}.get(name, 0) * self._num_slots or self._length
            if index.size and int(index.max()) >= width:
                raise self._arrays.damaged(f"{array}_top_index")
            found = np.zeros((*values.shape[:-1], width), np.float32)
            np.put_along_axis(found, index.astype(np.int64), values, axis=-1)
        return _mean_over_layers(found, layer, head)

    def left_out_rows(
        self, name: str, at: slice, layer: int | None = None, head: int | None = None
    ) -> Floats | None:
        """The mass that was not kept, of each row of `rows`: None where all was."""
        array, place = self._place(name, layer, head)
        if f"{array}_left_out" not in self._arrays.names:
            return None
        found = self._arrays.floats(f"{array}_left_out", (at, *place))
        return _mean_over_layers(found, layer, head)

    def mass(
        self, name: str, at: slice, layer: int | None = None, head: int | None = None
    ) -> Floats:
        """The sum of each row of `rows`, with what of it was not kept entry by entry."""
        array, place = self._place(name, layer, head)
        if array in self._arrays.names:
            found = self._arrays.floats(array, (at, *place)).sum(-1)
        else:
            found = self._arrays.floats(f"{array}_top", (at, *place)).sum(-1)
            found += self._arrays.floats(f"{array}_left_out", (at, *place))
        return _mean_over_layers(found, layer, head)

    def _place(self, name: str, layer: int | None, head: int | None) -> tuple[str, tuple[Any, ...]]:
        """The array to look into, and where in the axes after its first."""
        detail: Detail = "mean" if layer is None else "layers"
        if head is not None:
            detail = "heads"
        if not self.has(name, detail):
            kept = self.detail(name)
            raise TraceError(
                marked("errors", "The trace {path} keeps no weights of single layers and heads for '{name}', only '{kept}': more would have made it too large."),
                path=str(self._arrays.path), name=name, kept=kept,
            )  # fmt: skip
        array = f"{name}{SUFFIXES[detail]}"
        place: list[Any] = []
        if detail != "mean":
            stored = array if array in self._arrays.names else f"{array}_top"
            shape = self._arrays.shape(stored)
            # Reads and writes may differ; what is asked of the fewer is answered by their last.
            place = [slice(None) if layer is None else min(layer, shape[1] - 1)]
            if head is not None:
                place.append(min(head, shape[2] - 1))
        return array, tuple(place)

    # ------------------------------------------------------------------ on the axis of tokens

    def on_tokens(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Floats:
        """`[n, m]`, the weights of tokens `start` to `stop` with each slot."""
        if name == "read":
            return self.rows(name, slice(start, stop), layer, head)
        first, last = start // self._length, -(-stop // self._length)
        rows = self.rows(name, slice(first, last), layer, head)
        flat = rows.transpose(0, 2, 1).reshape(-1, rows.shape[1])
        offset = first * self._length
        return flat[start - offset : stop - offset]

    def left_out_on_tokens(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Floats | None:
        """`[n]`, the mass left out at each token; of `write`, of its segment, mean over slots."""
        if name == "read":
            return self.left_out_rows(name, slice(start, stop), layer, head)
        first, last = start // self._length, -(-stop // self._length)
        rows = self.left_out_rows(name, slice(first, last), layer, head)
        if rows is None:
            return None
        offset = first * self._length
        return np.repeat(rows.mean(1), self._length)[start - offset : stop - offset]

    def pooled(
        self, name: str, start: int, stop: int, each: int, layer: int | None, head: int | None
    ) -> Floats:
        """`[ceil(n / each), m]`, the largest weight over `each` tokens at a time."""
        step = 1
        if layer is None and head is None:
            step = self._step(name, start, each)
        cells = -(-(stop - start) // each)
        if step == 1:
            found = np.zeros((cells, self._num_slots), np.float32)
            # Whole cells at a time, so that a long stretch needs no more memory than it gives.
            at_once = max(1, _ROWS_AT_ONCE // each)
            for cell in range(0, cells, at_once):
                first = start + cell * each
                last = min(stop, first + at_once * each)
                rows = self.on_tokens(name, first, last, layer, head)
                edges = np.arange(0, last - first, each)
                found[cell : cell + at_once] = np.maximum.reduceat(rows, edges, axis=0)
            return found
        rows = self._arrays.floats(f"{name}_{step}", slice(start // step, -(-stop // step)))
        return _largest_of_cells(rows, start, stop, each, step)

    def _step(self, name: str, start: int, each: int) -> int:
        """The coarsest overview to answer from; 1 for the weights themselves.

        One whose cells do not end where those asked for do is off by part of a cell, which is less
        than half of one.
        """
        fits = [p for p in OVERVIEWS if f"{name}_{p}" in self._arrays.names]
        exact = [p for p in fits if not (each % p or start % p)]
        near = [p for p in fits if 2 * p <= each]
        return max([1, *exact, *near])

    def pooled_numbers(self, name: str, start: int, stop: int, each: int) -> Floats:
        """`[ceil(n / each), 2]`, mean and largest of `loss` or `gain`; NaN where nothing is."""
        step = self._step(name, start, each)
        if step == 1:
            values = self._arrays.floats(name, slice(start, stop))
            means, most = values, values
            counts = np.isfinite(values).astype(np.float32)
        else:
            rows = self._arrays.floats(f"{name}_{step}", slice(start // step, -(-stop // step)))
            means, most = rows[:, 0], rows[:, 1]
            firsts = np.arange(start // step, start // step + len(rows)) * step
            counts = np.minimum(step, self._num_tokens - firsts).astype(np.float32)
            counts[firsts == 0] -= 1
            counts[~np.isfinite(means)] = 0
        edges = self._edges(start, stop, each, step)
        sums = np.add.reduceat(np.where(counts > 0, means, 0) * counts, edges)
        total = np.add.reduceat(counts, edges)
        most = np.where(counts > 0, most, -np.inf).astype(np.float32)
        largest = _largest_of_cells(most, start, stop, each, step)
        with np.errstate(invalid="ignore", divide="ignore"):
            pooled = np.stack([sums / total, largest], axis=1)
        pooled[total == 0] = np.nan
        return pooled.astype(np.float32)

    @staticmethod
    def _edges(start: int, stop: int, each: int, step: int) -> NDArray[np.int64]:
        """The first row of every cell, in rows of `step` tokens counted from that of `start`."""
        return np.arange(start, stop, each) // step - start // step


def _largest_of_cells(rows: Floats, start: int, stop: int, each: int, step: int) -> Floats:
    """The largest of the rows that have a token in common with a cell, for each of them.

    Args:
        rows: of `step` tokens each, from the one with token `start` on.
        start: the first token of the first cell.
        stop: the one after the last token.
        each: tokens of a cell.
        step: tokens of a row.
    """
    starts = np.arange(start, stop, each)
    stops = np.minimum(starts + each, stop)
    first = start // step
    # One more row, as the end of the last cell has to be one that there is.
    rows = np.concatenate([rows, np.full_like(rows[:1], -np.inf)])
    ends = np.stack([starts // step - first, -(-stops // step) - first], axis=1).ravel()
    found: Floats = np.maximum.reduceat(rows, ends, axis=0)[::2]
    return found


def _mean_over_layers(found: Floats, layer: int | None, head: int | None) -> Floats:
    # The mean over layers of one head is not stored by itself.
    return found.mean(1) if layer is None and head is not None else found
