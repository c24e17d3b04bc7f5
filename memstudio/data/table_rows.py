"""Rows of any table as documents: a row is a document, its text in one field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from memstudio.data.decoding import cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.errors import marked

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_USUAL_FIELDS = ("text", "content", "story", "document", "body")
_MOST_PROBLEMS = 20
_ROWS_LOOKED_AT = 100
_CHARACTERS_LOOKED_AT = 4_000_000

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = Iterator[tuple[int, "Row | Problem"]]
"""Rows with their places: the line in a file of lines, else the row, counted from 1."""


def read_table(
    path: Path, rows: Rows, options: ReadOptions, when_empty: Problem
) -> Iterator[Reading]:
    """Every good row; rows that are none, or have no text, are named by their place.

    Args:
        path: the file.
        rows: of it.
        options: how it is read.
        when_empty: what to say of a file without any row.
    """
    num_problems = num_rows = num_documents = 0
    field, is_guess, rest = _find_field(rows, options.text_field)
    if is_guess and field is not None:
        yield Problem(
            path,
            None,
            marked("errors", "No field has one of the usual names ({names}); '{field}' is read, which holds the most text. If that is wrong, name the field."),
            {"names": ", ".join(_USUAL_FIELDS), "field": field},
        )  # fmt: skip
    for place, row in rest:
        problem: Problem | None = None
        if isinstance(row, Problem):
            problem = row
        else:
            num_rows += 1
            text, problem = _text_of(path, place, row, field or text_field_of([row]), options)
            if text:
                yield Document(text, f"{shown_name(path)}:{place}", path, num_documents)
                num_documents += 1
        if problem is not None:
            num_problems += 1
            if num_problems <= _MOST_PROBLEMS:
                yield problem
    if num_problems > _MOST_PROBLEMS:
        yield Problem(
            path,
            None,
            marked("errors", "{count} more lines have problems of these kinds."),
            {"count": num_problems - _MOST_PROBLEMS},
        )
    if not num_documents:
        yield _no_text(path, options.text_field) if num_rows else when_empty


def text_field_of(rows: list[Row]) -> str | None:
    """The field that holds the text: one of the usual names, else that with the most text."""
    sizes: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str) and value.strip():
                sizes[name] = sizes.get(name, 0) + len(value)
    usual = (name for name in _USUAL_FIELDS if name in sizes)
    return next(usual, max(sizes, key=lambda name: sizes[name], default=None))


def as_row(value: object) -> Row | None:
    """What stands for a row in a JSON file, as one; None when it cannot be one."""
    if isinstance(value, str):
        return {"text": value}
    return value if isinstance(value, dict) else None


def _find_field(rows: Rows, given: str | None) -> tuple[str | None, bool, Rows]:
    """The field of the text, whether it is a guess, and the rows again from the first."""
    if given is not None:
        return given, False, rows
    looked_at: list[tuple[int, Row | Problem]] = []
    size = 0
    for place, row in rows:
        looked_at.append((place, row))
        if not isinstance(row, Problem):
            size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(looked_at) >= _ROWS_LOOKED_AT or size >= _CHARACTERS_LOOKED_AT:
            break
    field = text_field_of([row for _, row in looked_at if not isinstance(row, Problem)])

    def again() -> Rows:
        yield from looked_at
        looked_at.clear()
        yield from rows

    return field, field not in _USUAL_FIELDS, again()


def _text_of(
    path: Path, place: int, row: Row, field: str | None, options: ReadOptions
) -> tuple[str, Problem | None]:
    """A row's text, and what is wrong with it; a text may be there all the same."""
    text = row.get(field) if field is not None else None
    if not isinstance(text, str) or not text.strip():
        return "", Problem(
            path,
            place,
            marked("errors", "This line has no text in the field '{field}' and was skipped."),
            {"field": cleaned(field or "text")[0]},
        )
    text, replaced, controls = cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return "", Problem(
            path,
            place,
            marked("errors", "This line holds control characters only and was skipped."),
        )
    if replaced or controls:
        return text, Problem(
            path,
            place,
            marked("errors", "This line has {count} characters that are not valid {encoding} or cannot be shown; they were replaced or left out."),
            {"count": replaced + controls, "encoding": options.encoding or "utf-8"},
        )  # fmt: skip
    return text, None


def _no_text(path: Path, text_field: str | None) -> Problem:
    if text_field is not None:
        text = marked("errors", "No row has text in the field '{field}'. Name another field.")
        return Problem(path, None, text, {"field": text_field})
    text = marked("errors", "No row has a field with text. Put each text in a field 'text'.")
    return Problem(path, None, text)
