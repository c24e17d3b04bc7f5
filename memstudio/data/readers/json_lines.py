"""JSON lines: a row is a document, its text in one field."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from memstudio.data.documents import Document, Problem
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_USUAL_FIELDS = ("text", "content", "story", "document", "body")
_LONGEST_LINE = 64 * 1024 * 1024
_MOST_PROBLEMS = 50


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good row; rows that are not JSON, or have no text, are named by their line."""
    field = options.text_field
    index = problems = 0
    with io.open(path, encoding=options.encoding, errors="replace", newline="\n") as file:  # noqa: UP020
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            problem: Problem | None = None
            text = ""
            if len(line) >= _LONGEST_LINE and not line.endswith("\n"):
                _skip_line(file)
                problem = Problem(
                    path,
                    number,
                    marked("errors", "The line is longer than {limit} million characters and was skipped."),
                    {"limit": _LONGEST_LINE // 1_000_000},
                )  # fmt: skip
            elif line.strip().lstrip("\ufeff"):
                found = _parse(path, number, line.lstrip("\ufeff"))
                if isinstance(found, Problem):
                    problem = found
                else:
                    field = field or text_field_of(found)
                    text, problem = _text_of(path, number, found, field)
            if problem is not None:
                problems += 1
                if problems <= _MOST_PROBLEMS:
                    yield problem
            elif text:
                yield Document(text, f"{path.name}:{number}", path, index)
                index += 1
    if problems > _MOST_PROBLEMS:
        yield Problem(
            path,
            None,
            marked("errors", "{count} more lines have problems of this kind."),
            {"count": problems - _MOST_PROBLEMS},
        )


def text_field_of(row: dict[str, Any]) -> str | None:
    """The field that holds a row's text: one of the usual names, else the longest string."""
    for name in _USUAL_FIELDS:
        if isinstance(row.get(name), str):
            return name
    strings = {name: len(value) for name, value in row.items() if isinstance(value, str)}
    return max(strings, key=lambda name: strings[name], default=None)


def _skip_line(file: io.TextIOBase) -> None:
    while (rest := file.readline(1 << 20)) and not rest.endswith("\n"):
        pass


def _parse(path: Path, number: int, line: str) -> dict[str, Any] | Problem:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deep")
        return Problem(
            path,
            number,
            marked("errors", "Line {line} is not valid JSON ({reason}) and was skipped."),
            {"line": number, "reason": reason},
        )
    if isinstance(row, str):
        return {"text": row}
    if not isinstance(row, dict):
        return Problem(
            path,
            number,
            marked("errors", "Line {line} is not an object with fields and was skipped."),
            {"line": number},
        )
    return row


def _text_of(
    path: Path, number: int, row: dict[str, Any], field: str | None
) -> tuple[str, Problem | None]:
    text = row.get(field) if field is not None else None
    if isinstance(text, str) and text.strip():
        return text.replace("\r\n", "\n").replace("\r", "\n"), None
    return "", Problem(
        path,
        number,
        marked("errors", "Line {line} has no text in the field '{field}' and was skipped."),
        {"line": number, "field": field or "text"},
    )
