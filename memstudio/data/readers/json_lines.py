"""JSON lines: a row is a document, its text in one field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from memstudio.data.decoding import cleaned, lines_of
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_USUAL_FIELDS = ("text", "content", "story", "document", "body")
_LONGEST_LINE = 64 * 1024 * 1024
_MOST_PROBLEMS = 20
_ROWS_LOOKED_AT = 100
_CHARACTERS_LOOKED_AT = 4_000_000

Row = dict[str, Any]


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good row; rows that are not JSON, or have no text, are named by their line."""
    num_problems = num_rows = num_documents = 0
    field, is_guess, rest = _find_field(_rows(path, options), options.text_field)
    if is_guess and field is not None:
        yield Problem(
            path,
            None,
            marked("errors", "No field has one of the usual names ({names}); '{field}' is read, which holds the most text. If that is wrong, name the field."),
            {"names": ", ".join(_USUAL_FIELDS), "field": field},
        )  # fmt: skip
    for line, row in rest:
        problem: Problem | None = None
        if isinstance(row, Problem):
            problem = row
        else:
            num_rows += 1
            text, problem = _text_of(path, line, row, field or text_field_of([row]), options)
            if text:
                yield Document(text, f"{shown_name(path)}:{line}", path, num_documents)
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
        yield _nothing_read(path, num_rows, options.text_field)


def text_field_of(rows: list[Row]) -> str | None:
    """The field that holds the text: one of the usual names, else that with the most text."""
    sizes: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str) and value.strip():
                sizes[name] = sizes.get(name, 0) + len(value)
    usual = (name for name in _USUAL_FIELDS if name in sizes)
    return next(usual, max(sizes, key=lambda name: sizes[name], default=None))


def _find_field(
    rows: Iterator[tuple[int, Row | Problem]], given: str | None
) -> tuple[str | None, bool, Iterator[tuple[int, Row | Problem]]]:
    """The field of the text, whether it is a guess, and the rows again from the first."""
    if given is not None:
        return given, False, rows
    looked_at: list[tuple[int, Row | Problem]] = []
    size = 0
    for line, row in rows:
        looked_at.append((line, row))
        if not isinstance(row, Problem):
            size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(looked_at) >= _ROWS_LOOKED_AT or size >= _CHARACTERS_LOOKED_AT:
            break
    field = text_field_of([row for _, row in looked_at if not isinstance(row, Problem)])

    def again() -> Iterator[tuple[int, Row | Problem]]:
        yield from looked_at
        looked_at.clear()
        yield from rows

    return field, field not in _USUAL_FIELDS, again()


def _rows(path: Path, options: ReadOptions) -> Iterator[tuple[int, Row | Problem]]:
    """Each line that is not blank, with its number from 1."""
    for number, line in enumerate(lines_of(path, options, _LONGEST_LINE), 1):
        if line is None:
            text = marked(
                "errors", "This line is longer than {limit} million characters and was skipped."
            )
            limit = _LONGEST_LINE // 1_000_000
            yield number, Problem(path, number, text, {"limit": limit})
        elif line := line.strip("\ufeff \t\r\n"):
            yield number, _parse(path, number, line)


def _parse(path: Path, number: int, line: str) -> Row | Problem:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too deep, or too long"
        return Problem(
            path,
            number,
            marked("errors", "This line is not valid JSON ({reason}) and was skipped."),
            {"reason": reason},
        )
    if isinstance(row, str):
        return {"text": row}
    if not isinstance(row, dict):
        return Problem(
            path,
            number,
            marked("errors", "This line is not an object with fields and was skipped."),
        )
    return row


def _text_of(
    path: Path, number: int, row: Row, field: str | None, options: ReadOptions
) -> tuple[str, Problem | None]:
    """A row's text, and what is wrong with it; a text may be there all the same."""
    text = row.get(field) if field is not None else None
    if not isinstance(text, str) or not text.strip():
        return "", Problem(
            path,
            number,
            marked("errors", "This line has no text in the field '{field}' and was skipped."),
            {"field": cleaned(field or "text")[0]},
        )
    text, replaced, controls = cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return "", Problem(
            path,
            number,
            marked("errors", "This line holds control characters only and was skipped."),
        )
    if replaced or controls:
        return text, Problem(
            path,
            number,
            marked("errors", "This line has {count} characters that are not valid {encoding} or cannot be shown; they were replaced or left out."),
            {"count": replaced + controls, "encoding": options.encoding},
        )  # fmt: skip
    return text, None


def _nothing_read(path: Path, num_rows: int, text_field: str | None) -> Problem:
    if num_rows and text_field is not None:
        text = marked("errors", "No row has text in the field '{field}'. Name another field.")
        return Problem(path, None, text, {"field": text_field})
    if num_rows:
        text = marked("errors", "No row has a field with text. Put each text in a field 'text'.")
        return Problem(path, None, text)
    text = marked(
        "errors",
        "No line is a JSON object. Write one object a line: {example}, or save it as .txt.",
    )
    return Problem(path, None, text, {"example": '{"text": "..."}'})
