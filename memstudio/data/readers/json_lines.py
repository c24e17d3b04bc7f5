"""JSON lines: a line is an object, and a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data import row_problems
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
    from memstudio.data.row_recognition import Row
    from memstudio.data.table_rows import Rows

_LONGEST_LINE = 64 * 1024 * 1024


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good line; those that are not JSON are named."""
    text = marked("errors", "No line is a JSON object. Write one object a line: {example}, or save it as .txt.")  # fmt: skip
    when_empty = Problem(path, None, text, {"example": '{"text": "..."}'})
    return read_table(path, _rows(path, options), options, when_empty)


def _rows(path: Path, options: ReadOptions) -> Rows:
    """Each line that is not blank, with its number from 1."""
    for number, line in enumerate(lines_of(path, options, _LONGEST_LINE), 1):
        if line is None:
            yield number, row_problems.too_long(path, number, _LONGEST_LINE)
        elif line := line.strip("\ufeff \t\r\n"):
            yield number, row_of_line(path, number, line)


def row_of_line(path: Path, number: int, line: str) -> Row | Problem:
    """The row that a line is, or what is wrong with it."""
    try:
        row = as_row(row_from_json(line))
    except ValueError as error:
        return row_problems.not_json(path, number, error)
    return row_problems.no_object(path, number) if row is None else row
