"""CSV and TSV: cells between commas, tabs, semicolons or bars, the names of columns in the head."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from memstudio.data.decoding import lines_of
from memstudio.data.documents import Problem
from memstudio.data.readers.json_lines import too_long
from memstudio.data.table_rows import read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Row, Rows

_LONGEST = 64 * 1024 * 1024
_SEPARATORS = ",\t;|"
_LINES_LOOKED_AT = 50
_LONGEST_NAME = 80
_MOST_LINES_OF_A_ROW = 10_000
"""A row of more lines has a quotation mark that nothing closes."""


def read_separated(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good row; those with too many cells are named."""
    text = marked("errors", "There is no row below the head. Check that the file was saved whole.")
    return read_table(path, _rows(path, options), options, Problem(path, None, text))


def separator_of(lines: Sequence[str], path: Path) -> str:
    """What stands between cells: a tab in a `.tsv`, else what splits most lines alike."""
    if path.suffix.lower() in {".tsv", ".tab"}:
        return "\t"
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
        # Cells of text have commas in them, each line another number.
        score = count / widths.total() * min(width, 3)
        if width > 1 and score > most:
            best, most = separator, score
    return best


def has_head(first: Sequence[str]) -> bool:
    """Whether a first row names columns: short names, all different, no numbers."""
    names = [cell.strip() for cell in first]
    are_names = all(
        name and len(name) <= _LONGEST_NAME and "\n" not in name and not _is_number(name)
        for name in names
    )
    return are_names and len(set(names)) == len(names)


def _rows(path: Path, options: ReadOptions) -> Rows:
    csv.field_size_limit(_LONGEST)
    lines = _Lines(path, options)
    first = lines.ahead(_LINES_LOOKED_AT)
    records = csv.reader(lines, delimiter=separator_of(first, path))
    names: list[str] | None = None
    while True:
        begun = records.line_num + 1
        try:
            cells = next(records)
        except StopIteration:
            break
        except csv.Error as error:
            text = marked("errors", "This row could not be read ({reason}) and was skipped.")
            yield begun, Problem(path, begun, text, {"reason": str(error)})
            continue
        finally:
            yield from lines.problems()
        if not cells or cells == [""]:
            continue
        if names is None:
            is_head = has_head(cells)
            names = [cell.strip() for cell in cells] if is_head else _numbered(len(cells))
            if is_head:
                continue
        yield begun, _row(path, begun, names, cells, records.line_num - begun)


def _row(
    path: Path, place: int, names: Sequence[str], cells: Sequence[str], num_more: int
) -> Row | Problem:
    if num_more > _MOST_LINES_OF_A_ROW:
        text = marked("errors", "A quotation mark in this row is closed {count} lines later, which cannot be meant. The rows between were skipped. Close the quotation, or double the mark.")  # fmt: skip
        return Problem(path, place, text, {"count": num_more})
    if len(cells) > len(names):
        text = marked("errors", "This row has {count} cells where the head has {expected}, and was skipped. Put quotation marks around cells with a separator in them.")  # fmt: skip
        return Problem(path, place, text, {"count": len(cells), "expected": len(names)})
    # Cells that are missing at the end are empty.
    return dict(zip(names, cells, strict=False))


def _numbered(count: int) -> list[str]:
    return [f"column {number}" for number in range(1, count + 1)]


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


class _Lines:
    """The lines of a file for a CSV reader; those that are too long are kept from it."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._lines = iter(lines_of(path, options, _LONGEST))
        self._ahead: list[str] = []
        self._number = 0
        self._problems: list[tuple[int, Problem]] = []

    def ahead(self, count: int) -> list[str]:
        """The next lines, which come again."""
        while len(self._ahead) < count and (line := self._next()) is not None:
            self._ahead.append(line)
        return list(self._ahead)

    def problems(self) -> Iterator[tuple[int, Problem]]:
        """What was wrong since the last call."""
        yield from self._problems
        self._problems.clear()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop(0) if self._ahead else self._next()
        if line is None:
            raise StopIteration
        return line

    def _next(self) -> str | None:
        for line in self._lines:
            self._number += 1
            if line is None:
                problem = too_long(self._path, self._number, _LONGEST)
                self._problems.append((self._number, problem))
                return "\n"
            # The CSV reader takes neither zeros nor lone line ends of old computers.
            text = line.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
            return text.removeprefix("\ufeff") if self._number == 1 else text
        return None
