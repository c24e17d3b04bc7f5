"""Rows of Arrow tables, whose cells may be what Python has no value for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.column_names import distinct_names
from memstudio.data.decoding import MARKING

if TYPE_CHECKING:
    import pyarrow as pa

_NO_VALUE = (ValueError, OverflowError, TypeError, NotImplementedError, ArithmeticError)


def rows_of(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """The rows of a batch, by the names of its columns, which are made different.

    Raises:
        pyarrow.ArrowInvalid: the batch is damaged.
    """
    names = distinct_names(batch.schema.names)
    columns = [_cells(column) for column in batch.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _cells(column: pa.Array) -> list[Any]:
    import pyarrow as pa

    try:
        # Places in a damaged file may lie outside of it, which would end the program.
        column.validate(full=not pa.types.is_primitive(column.type))
    except pa.ArrowInvalid:
        raw = _as_bytes(column).to_pylist()
        return [None if each is None else each.decode("utf-8", MARKING) for each in raw]
    try:
        cells: list[Any] = column.to_pylist()
    except _NO_VALUE:
        return [_cell(column, place) for place in range(len(column))]
    return cells


def _as_bytes(column: pa.Array) -> pa.Array:
    """Text that is no valid UTF-8, as what it is.

    Raises:
        pyarrow.ArrowInvalid: it is not even that.
    """
    import pyarrow as pa

    kinds = {
        pa.string(): pa.binary(), pa.large_string(): pa.large_binary(),
        pa.string_view(): pa.binary_view(),
    }  # fmt: skip
    if column.type not in kinds:
        raise pa.ArrowInvalid("a column is damaged")
    raw = pa.Array.from_buffers(
        kinds[column.type], len(column), column.buffers(), offset=column.offset
    )
    raw.validate(full=True)
    return raw


def _cell(column: pa.Array, place: int) -> Any:
    """A cell by itself; what has no value is none."""
    try:
        return column[place].as_py()
    except _NO_VALUE:
        return None
