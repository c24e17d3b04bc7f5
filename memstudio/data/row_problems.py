"""What is said of lines and rows that cannot be read, whoever reads them.

Places are the line in a file of lines, else the row, counted from 1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memstudio.data.decoding import cleaned
from memstudio.data.documents import Problem
from memstudio.errors import marked

if TYPE_CHECKING:
    from pathlib import Path


def too_long(path: Path, place: int, longest: int) -> Problem:
    """Of a line of more than `longest` characters."""
    text = marked("errors", "This line is longer than {limit} million characters and was skipped.")
    return Problem(path, place, text, {"limit": longest // 1_000_000})


def not_json(path: Path, place: int, error: ValueError) -> Problem:
    """Of a line of which `error` came."""
    reason = error.msg if isinstance(error, json.JSONDecodeError) else "too deep, or too long"
    text = marked("errors", "This line is not valid JSON ({reason}) and was skipped.")
    return Problem(path, place, text, {"reason": reason})


def no_object(path: Path, place: int) -> Problem:
    """Of a line whose value is no row."""
    text = marked("errors", "This line is not an object with fields and was skipped.")
    return Problem(path, place, text)


def never_closed(path: Path, place: int, num_lines: int) -> Problem:
    """Of a row with a quotation mark that so many lines later is not closed, or only there."""
    text = marked("errors", "A quotation mark in this row is closed {count} lines later, which cannot be meant. The rows between were skipped. Close the quotation, or double the mark.")  # fmt: skip
    return Problem(path, place, text, {"count": num_lines})


def left_open(path: Path, place: int) -> Problem:
    """Of a row with a quotation mark that is not closed up to the end of the file."""
    text = marked("errors", "A quotation mark in this row is never closed. From this row on, quotation marks were read as any other character. Close the quotation, or double the mark.")  # fmt: skip
    return Problem(path, place, text)


def too_many_cells(path: Path, place: int, count: int, expected: int) -> Problem:
    """Of a row with more cells than the head has."""
    text = marked("errors", "This row has {count} cells where the head has {expected}, and was skipped. Put quotation marks around cells with a separator in them.")  # fmt: skip
    return Problem(path, place, text, {"count": count, "expected": expected})


def without_text(path: Path, place: int, field: str) -> Problem:
    """Of a row that has no text in the field that is read."""
    text = marked("errors", "This line has no text in the field '{field}' and was skipped.")
    return Problem(path, place, text, {"field": cleaned(field)[0]})


def damaged_behind(path: Path, count: int, reason: str) -> tuple[int, Problem]:
    """Of a file that cannot be read further than `count` rows, with the place of the next."""
    text = marked("errors", "The file is damaged behind row {count} ({reason}). Fetch or save it again; what stands before is read.")  # fmt: skip
    if not count:
        text = marked("errors", "The file is damaged ({reason}). Fetch or save it again.")
    return count + 1, Problem(path, None, text, {"count": count, "reason": reason})
