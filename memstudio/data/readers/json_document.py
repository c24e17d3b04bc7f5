"""JSON: one document that holds rows, in one of the shapes that datasets have."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from memstudio.data.decoding import blocks_of
from memstudio.data.documents import Problem
from memstudio.data.readers.json_lines import read_json_lines
from memstudio.data.row_kinds import row_kind
from memstudio.data.table_rows import as_row, read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

_LINES = frozenset({".jsonl", ".ndjson"})
_CHATS = row_kind("conversation").roles[0].columns


def read_json(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Rows of a list, of a list in an object, of columns in an object, or the object itself."""
    try:
        value = json.loads(
            "".join(blocks_of(path, replace(options, limit=None))).removeprefix("\ufeff")
        )
    except (ValueError, RecursionError) as error:
        line, reason = None, "too deep, or a number that is too long"
        if isinstance(error, json.JSONDecodeError):
            line, reason = error.lineno, error.msg
        if reason == "Extra data" or path.suffix.lower() in _LINES:
            # JSON lines under another name, or the first of which is broken.
            yield from read_json_lines(path, options)
            return
        text = marked("errors", "The file is not valid JSON ({reason}). Check that it was saved whole.")  # fmt: skip
        yield Problem(path, line, text, {"reason": reason})
        return
    text = marked("errors", "There are no rows in this JSON file. Write a list of objects: {example}.")  # fmt: skip
    when_empty = Problem(path, None, text, {"example": '[{"text": "..."}]'})
    yield from read_table(path, _rows(path, rows_in(value)), options, when_empty)


def rows_in(value: object) -> list[object]:
    """What stands for rows in a document."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    return _rows_in_object(value) if isinstance(value, dict) else []


def _rows_in_object(value: dict[str, Any]) -> list[object]:
    if any(isinstance(value.get(name), list) for name in _CHATS):
        return [value]
    inner = [each for each in value.values() if isinstance(each, dict)]
    # By row, as {"0": {"text": ...}, ...}; by column the inner names are the numbers.
    if value and len(inner) == len(value) and not all(name.isdecimal() for name in inner[0]):
        return list(value.values())
    # Such as {"version": ..., "data": [...]}: the longest list of objects.
    lists = [each for each in value.values() if _is_rows(each)]
    if lists:
        return max(lists, key=len)
    columns = [list(e.values()) if isinstance(e, dict) else e for e in value.values()]
    are_lists = bool(columns) and all(isinstance(each, list) for each in columns)
    if are_lists and len({len(each) for each in columns}) == 1:
        return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)]
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
