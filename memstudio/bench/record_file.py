"""Files of records, one line each: written as soon as it is known, read back by whoever shows it.

Imports no torch, so that the window and the command line can read results at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from memstudio.atomic import writing
from memstudio.errors import StorageError, marked

if TYPE_CHECKING:
    from pathlib import Path

_Kind = TypeVar("_Kind", bound=BaseModel)


def append_record(path: Path, record: BaseModel) -> None:
    """Add a record to a file of them.

    Raises:
        StorageError: the file cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        is_cut = path.exists() and not _ends_a_line(path)
        with path.open("a", encoding="utf-8") as file:
            # A line that an interrupted run left unfinished must not swallow this one.
            file.write(("\n" if is_cut else "") + record.model_dump_json() + "\n")


def read_records(path: Path, kind: type[_Kind]) -> list[_Kind]:
    """The records in a file, in order; none when there is no such file.

    A last line that was cut short by an interruption is left out.

    Raises:
        StorageError: the file cannot be read, or is something else.
    """
    if not path.exists():
        return []
    with writing(path):
        lines = path.read_bytes().split(b"\n")
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            records.append(kind.model_validate_json(line))
        except ValidationError as error:
            if _is_cut(line, kind):
                continue
            raise StorageError(
                marked("errors", "{path} does not hold results of trials (line {number}). Name another file."),
                path=str(path), number=number,
            ) from error  # fmt: skip
    return records


def _is_cut(line: bytes, kind: type[BaseModel]) -> bool:
    """Whether a line is the beginning of a record."""
    try:
        json.loads(line)
    except ValueError:
        first = next(iter(kind.model_fields))
        return line.startswith(f'{{"{first}":'.encode())
    return False


def _ends_a_line(path: Path) -> bool:
    content = path.read_bytes()
    return not content or content.endswith(b"\n")
