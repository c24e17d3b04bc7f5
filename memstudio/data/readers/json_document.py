"""JSON: one document that holds rows, in one of the shapes that datasets have."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from memstudio.data.decoding import blocks_of, cleaned
from memstudio.data.documents import Problem
from memstudio.data.readers.json_lines import read_json_lines
from memstudio.data.row_kinds import TEXT, row_kind
from memstudio.data.splitting import part_named
from memstudio.data.table_rows import as_row, read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

_LINES = frozenset({".jsonl", ".ndjson"})
_MOST_NAMES = 5
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
    rows, left_out = _rows_in(value)
    if left_out:
        text = marked("errors", "{count} rows in other lists of this file ({names}) were left out. If they are to be read, write all rows in one list, or each list in a file of its own.")  # fmt: skip
        names = ", ".join(cleaned(name)[0] for name in islice(left_out, _MOST_NAMES))
        yield Problem(path, None, text, {"count": sum(map(len, left_out.values())), "names": names})
    yield from read_table(path, _rows(path, rows), options, when_empty)


def _rows_in(value: object) -> tuple[list[Any], dict[str, list[Any]]]:
    """What stands for rows in a document; the lists of others that are left out, by their names."""
    if isinstance(value, list):
        return value, {}
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) else [], {}
    if any(isinstance(value.get(name), list) for name in _CHATS):
        return [value], {}
    lists = {name: each for name, each in value.items() if _is_rows(each)}
    if not lists:
        return _rows_in_object(value), {}
    if _is_text(value, lists):
        return [value], {}
    # Such as {"version": ..., "data": [...]}: the longest list of objects, and those like it. Where
    # the lists are the parts of a dataset, nothing is learnt of what is to be held out.
    parts = {name: part_named(name) for name in lists}
    held_out = {"validation", "test"} if "train" in parts.values() else set()
    offered = {name: each for name, each in lists.items() if parts[name] not in held_out}
    columns = max(offered.values(), key=len)[0].keys()
    read = {name: each for name, each in offered.items() if each[0].keys() == columns}
    left_out = {name: each for name, each in lists.items() if name not in read}
    return list(chain.from_iterable(read.values())), left_out


def _is_text(value: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether an object is a text itself, which is longer than what its lists hold."""
    own = sum(len(value[n]) for n in TEXT.roles[0].columns if isinstance(value.get(n), str))
    cells = (cell for each in lists.values() for row in each for cell in row.values())
    return own > 0 and own > sum(len(cell) for cell in cells if isinstance(cell, str))


def _rows_in_object(value: dict[str, Any]) -> list[object]:
    """Of an object without a list of objects."""
    inner = [each for each in value.values() if isinstance(each, dict)]
    # By row, as {"0": {"text": ...}, ...}; by column the inner names are the numbers.
    if value and len(inner) == len(value) and not all(name.isdecimal() for name in inner[0]):
        return list(value.values())
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
