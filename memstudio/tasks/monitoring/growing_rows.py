"""The texts in lines that were added to a file: a line each, a JSON object each, a row of a table each."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memstudio.data.column_names import distinct_names
from memstudio.data.decoding import cleaned
from memstudio.data.formats import format_of
from memstudio.data.readers.json_lines import row_of_line
from memstudio.data.readers.separated import csv_reader, is_head, separator_of
from memstudio.data.row_problems import never_closed, too_many_cells, without_text
from memstudio.data.row_recognition import cell_at, plan_rows
from memstudio.errors import MemStudioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from memstudio.data.documents import Problem
    from memstudio.data.row_recognition import Row
    from memstudio.tasks.monitoring.growing_lines import Line
    from memstudio.tasks.monitoring.positions import Position

    _RowOfLines = tuple[Line, Line, Row | Problem | None]
    """The first and last line of a row, and the row; None where there is none, as in the head."""

_MOST_LINES_OF_A_ROW = 1000
_LOOKED_AT = 50
_BESIDE = frozenset({"label", "number", "measure"})
"""What no text stands in."""


@dataclass(frozen=True, slots=True)
class LinesText:
    """The text that stands in one or more lines.

    Attributes:
        first, last: of the lines.
        text: what is to be labelled; "" when there is nothing, or something is wrong.
        problem: what is wrong; None when nothing is.
    """

    first: Line
    last: Line
    text: str = ""
    problem: Problem | None = None


def grows_by_rows(path: Path) -> bool:
    """Whether a file is one of rows, that are added below."""
    kind = format_of(path)
    return kind is not None and kind.name in {"json-lines", "separated"}


def texts_in(
    path: Path, lines: Sequence[Line], position: Position, column: str, *, is_final: bool
) -> Iterator[LinesText]:
    """The texts in lines; a row whose end has not come yet is left for later.

    Args:
        path: of the file, whose ending says how its lines are read.
        lines: that were added.
        position: before them; takes what is found out of the table.
        column: that the texts stand in; "" to find it.
        is_final: whether a row without an end is whole.
    """
    kind = format_of(path)
    name = "" if kind is None else kind.name
    if name == "json-lines":
        rows = _objects(path, lines)
    elif name == "separated":
        rows = _records(path, lines, position, is_final=is_final)
    else:
        yield from (LinesText(line, line, _shown(line.text)) for line in lines)
        return
    yield from _texts(path, list(rows), position, column)


# ---------------------------------------------------------------------- rows


def _objects(path: Path, lines: Sequence[Line]) -> Iterator[_RowOfLines]:
    for line in lines:
        text = line.text.strip("\ufeff \t")
        yield line, line, row_of_line(path, line.number, text) if text else None


def _records(
    path: Path, lines: Sequence[Line], position: Position, *, is_final: bool
) -> Iterator[_RowOfLines]:
    # Lone carriage returns end no line here, and `csv` does not take them.
    lines = [replace(line, text=line.text.replace("\r", " ")) for line in lines]
    if not position.separator and lines:
        position.separator = separator_of([line.text for line in lines[:_LOOKED_AT]], path)
    records = list(_cells(lines, position.separator, is_final=is_final))
    for number, (first, last, cells) in enumerate(records):
        if cells is None:
            yield first, last, never_closed(path, first.number, _MOST_LINES_OF_A_ROW)
            continue
        if not any(cells):
            yield first, last, None
            continue
        if position.head is None:
            others = [own for _, _, own in records[number + 1 : _LOOKED_AT] if own]
            if not others and not is_final and not is_head(cells, [cells]):
                # Alone, it may be the names of columns or the first row: the next will tell.
                return
            has_head = is_head(cells, others)
            position.head = distinct_names(cells if has_head else [""] * len(cells))
            if has_head:
                yield first, last, None
                continue
        if len(cells) > len(position.head):
            yield first, last, too_many_cells(path, first.number, len(cells), len(position.head))
        else:
            yield first, last, dict(zip(position.head, cells, strict=False))


def _cells(
    lines: Sequence[Line], separator: str, *, is_final: bool
) -> Iterator[tuple[Line, Line, list[str] | None]]:
    """Rows with their first and last line; None for one whose quotation nothing closes."""
    place = 0
    while place < len(lines):
        most = lines[place : place + _MOST_LINES_OF_A_ROW]
        for number in range(1, len(most) + 1):
            text = "\n".join(line.text for line in most[:number])
            cells = _row(text, separator, is_whole=is_final and number == len(most))
            if cells is not None:
                yield most[0], most[number - 1], cells
                place += number
                break
        else:
            if len(most) < _MOST_LINES_OF_A_ROW:
                return
            yield most[0], most[0], None
            place += 1


def _row(text: str, separator: str, *, is_whole: bool) -> list[str] | None:
    """The cells of a row; None when a quotation in it is not closed."""
    if '"' not in text or is_whole:
        return next(csv_reader(text.split("\n"), separator), [])
    try:
        return next(csv_reader([text], separator, strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return next(csv_reader([text], separator), [])


# ---------------------------------------------------------------------- texts


def _texts(
    path: Path, rows: Sequence[_RowOfLines], position: Position, column: str
) -> Iterator[LinesText]:
    whole = [row for _, _, row in rows if isinstance(row, dict)]
    wanted = column or position.column
    if not wanted and whole:
        wanted = position.column = _text_column(whole[:_LOOKED_AT])
    for first, last, row in rows:
        if not isinstance(row, dict):
            yield LinesText(first, last, problem=row)
            continue
        value = cell_at(row, wanted)
        text = _shown(value) if isinstance(value, str) else ""
        if text:
            yield LinesText(first, last, text)
        else:
            problem = without_text(path, first.number, wanted or "text")
            yield LinesText(first, last, problem=problem)


def _text_column(rows: Sequence[Row]) -> str:
    """The column that the texts of rows stand in; "" when none holds any."""
    for kind in (None, "text"):
        try:
            plan = plan_rows(rows, kind)
        except MemStudioError:
            continue
        for role in plan.kind.roles:
            is_text = role.holds not in _BESIDE and role.holds != "messages"
            if is_text and role.is_needed and role.name in plan.columns:
                return plan.columns[role.name]
    return ""


def _shown(text: str) -> str:
    return cleaned(text)[0].strip()
