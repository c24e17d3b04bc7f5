"""JSON: one document that holds rows, in one of the shapes that datasets have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from memstudio.data.decoding import blocks_of
from memstudio.data.documents import Problem
from memstudio.data.readers.json_lines import read_json_lines
from memstudio.data.table_rows import as_row, read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

LARGEST = 400_000_000
"""Bytes of a JSON document, which has to be read whole."""


def read_json(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Rows of a list, of a list in an object, of columns in an object, or the object itself."""
    size = path.stat().st_size
    if size > LARGEST:
        text = marked("errors", "This JSON file has {size:.2f} GB. It has to be read whole, which works up to {limit:.2f} GB. Save it as JSON lines (.jsonl), one object a line.")  # fmt: skip
        yield Problem(path, None, text, {"size": size / 1e9, "limit": LARGEST / 1e9})
        return
    try:
        value = json.loads("".join(blocks_of(path, options)).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            # JSON lines under another name.
            yield from read_json_lines(path, options)
            return
        text = marked("errors", "The file is not valid JSON ({reason}). Check that it was saved whole.")  # fmt: skip
        yield Problem(path, error.lineno, text, {"reason": error.msg})
        return
    except (ValueError, RecursionError):
        text = marked("errors", "The file is not valid JSON ({reason}). Check that it was saved whole.")  # fmt: skip
        yield Problem(path, None, text, {"reason": "too deep, or a number that is too long"})
        return
    text = marked("errors", "There are no rows in this JSON file. Write a list of objects: {example}.")  # fmt: skip
    when_empty = Problem(path, None, text, {"example": '[{"text": "..."}]'})
    yield from read_table(path, _rows(path, rows_in(value)), options, when_empty)


def rows_in(value: object) -> list[object]:
    """What stands for rows in a document."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) else []
    # Such as {"version": ..., "data": [...]}: the longest list of objects.
    lists = [each for each in value.values() if _is_rows(each)]
    if lists:
        return max(lists, key=len)
    columns = {
        name: list(each.values()) if isinstance(each, dict) else each
        for name, each in value.items()
    }
    lengths = {len(each) for each in columns.values() if isinstance(each, list)}
    are_columns = columns and all(isinstance(each, list) for each in columns.values())
    if are_columns and len(lengths) == 1:
        return [
            dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)
        ]
    return [value]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)


def _rows(path: Path, values: list[Any]) -> Rows:
    for number, value in enumerate(values, 1):
        row = as_row(value)
        if row is None:
            text = marked("errors", "This row is not an object with fields and was skipped.")
            yield number, Problem(path, number, text)
        else:
            yield number, row
