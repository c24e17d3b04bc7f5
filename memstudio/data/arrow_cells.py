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


def readable(kind: pa.DataType) -> pa.DataType | None:
    """What is read of cells of a type; None for nothing.

    Nothing is learnt from pictures, sounds and times. A picture is an object of bytes and a name;
    of other objects the rest is read, as of a message that also says when it was sent.
    """
    import pyarrow as pa
    from pyarrow import types

    if types.is_struct(kind):
        if any(_is_binary(field.type) for field in kind):
            return None
        kept = [(field, inner) for field in kind if (inner := readable(field.type)) is not None]
        return pa.struct([field.with_type(inner) for field, inner in kept]) if kept else None
    if types.is_list(kind) or types.is_large_list(kind):
        inner = readable(kind.value_type)
        make = pa.list_ if types.is_list(kind) else pa.large_list
        return None if inner is None else make(kind.value_field.with_type(inner))
    is_time = types.is_timestamp(kind) or types.is_duration(kind) or types.is_time(kind)
    return None if is_time or _is_binary(kind) else kind


def _is_binary(kind: pa.DataType) -> bool:
    from pyarrow import types

    is_binary = types.is_binary(kind) or types.is_large_binary(kind)
    return bool(is_binary or types.is_fixed_size_binary(kind))


def _cells(column: pa.Array) -> list[Any]:
    import pyarrow as pa

    try:
        # Places in a damaged file may lie outside of it, which would end the program.
        column.validate(full=not pa.types.is_primitive(column.type))
    except pa.ArrowInvalid:
        raw = _as_bytes(column).to_pylist()
        return [None if each is None else each.decode("utf-8", MARKING) for each in raw]
    kind = readable(column.type)
    if kind is not None and kind != column.type:
        column = column.cast(kind)
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
