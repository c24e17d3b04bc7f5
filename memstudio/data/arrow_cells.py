"""Rows of Arrow tables, whose cells may be what Python has no value for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.column_names import distinct_names
from memstudio.data.decoding import MARKING

if TYPE_CHECKING:
    import pyarrow as pa

_NO_VALUE = (ValueError, OverflowError, TypeError, NotImplementedError, ArithmeticError)


def rows_of(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """The rows of a batch, by the names of its columns, which are made different."""
    names = distinct_names(batch.schema.names)
    columns = [_cells(column) for column in batch.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _cells(column: pa.Array) -> list[Any]:
    try:
        cells: list[Any] = column.to_pylist()
    except _NO_VALUE:
        return [_cell(column, place) for place in range(len(column))]
    return cells


def _cell(column: pa.Array, place: int) -> Any:
    """A cell by itself: text that is no valid UTF-8 is marked, what has no value is none."""
    scalar = column[place]
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return error.object.decode("utf-8", MARKING)
    except _NO_VALUE:
        return None
