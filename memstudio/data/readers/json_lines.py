"""JSON lines: a line is an object, and a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memstudio.data.decoding import lines_of
from memstudio.data.documents import Problem
from memstudio.data.table_rows import as_row, read_table
from memstudio.errors import marked
from memstudio.parsing import row_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Row, Rows

_LONGEST_LINE = 64 * 1024 * 1024


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good line; those that are not JSON are named."""
    text = marked(
        "errors",
        "No line is a JSON object. Write one object a line: {example}, or save it as .txt.",
    )
    when_empty = Problem(path, None, text, {"example": '{"text": "..."}'})
    return read_table(path, _rows(path, options), options, when_empty)


def _rows(path: Path, options: ReadOptions) -> Rows:
    """Each line that is not blank, with its number from 1."""
    for number, line in enumerate(lines_of(path, options, _LONGEST_LINE), 1):
        if line is None:
            yield number, too_long(path, number, _LONGEST_LINE)
        elif line := line.strip("\ufeff \t\r\n"):
            yield number, _parse(path, number, line)


def too_long(path: Path, number: int, longest: int) -> Problem:
    """What is said of a line of more than `longest` characters."""
    text = marked("errors", "This line is longer than {limit} million characters and was skipped.")
    return Problem(path, number, text, {"limit": longest // 1_000_000})


def _parse(path: Path, number: int, line: str) -> Row | Problem:
    try:
        value = row_from_json(line)
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too deep, or too long"
        return Problem(
            path,
            number,
            marked("errors", "This line is not valid JSON ({reason}) and was skipped."),
            {"reason": reason},
        )
    row = as_row(value)
    if row is None:
        return Problem(
            path,
            number,
            marked("errors", "This line is not an object with fields and was skipped."),
        )
    return row
