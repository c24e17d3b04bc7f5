"""CSV and TSV: cells between commas, tabs, semicolons or bars, the names of columns in the head."""

from __future__ import annotations

import csv
from collections import Counter, deque
from itertools import islice
from typing import TYPE_CHECKING, Any

from memstudio.data.column_names import distinct_names
from memstudio.data.decoding import lines_of
from memstudio.data.documents import Problem
from memstudio.data.languages import is_language
from memstudio.data.row_kinds import ROW_KINDS
from memstudio.data.row_problems import left_open, never_closed, too_long, too_many_cells
from memstudio.data.table_rows import read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.row_recognition import Row
    from memstudio.data.table_rows import Rows

_LONGEST = 64 * 1024 * 1024
_SEPARATORS = ",\t;|"
_LINES_LOOKED_AT = 50
_USUAL_NAMES = frozenset(name for kind in ROW_KINDS for role in kind.roles for name in role.columns)
_MOST_LINES_OF_A_ROW = 10_000
"""A row of more lines has a quotation mark that nothing closes."""


def read_separated(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every good row; those with too many cells are named."""
    text = marked("errors", "There is no row below the head. Check that the file was saved whole.")
    return read_table(path, _rows(path, options), options, Problem(path, None, text))


def csv_reader(lines: Iterable[str], separator: str, **how: Any) -> Any:
    """A CSV reader for cells as long as a line may be; `csv` by itself refuses those of long texts.

    Args:
        lines: with their ends or without.
        separator: between cells.
        **how: as `csv.reader` has it.
    """
    csv.field_size_limit(_LONGEST)
    return csv.reader(lines, delimiter=separator, **how)


def separator_of(lines: Sequence[str], path: Path) -> str:
    """What stands between cells: a tab in a `.tsv`, else what splits most lines alike."""
    if path.suffix.lower() in {".tsv", ".tab"}:
        return "\t"
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv_reader(lines, separator) if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
        # Cells of text have commas in them, each line another number.
        score = count / widths.total() * min(width, 3)
        if width > 1 and score > most:
            best, most = separator, score
    return best


def is_head(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names the columns.

    It does when a name is one that columns often have, and does not come again in its column, as
    a label would; else it has to look unlike the rows below: no cell of it comes again in its
    column, none is a number, and some column's cells are numbers or much longer.
    """
    names = [cell.strip().lower() for cell in first]
    usual = [place for place, n in enumerate(names) if n in _USUAL_NAMES or is_language(n)]
    # A whole head comes again where tables were put together.
    again = {
        (place, cell.strip().lower())
        for row in others
        if list(row) != list(first)
        for place, cell in enumerate(row)
    }
    if any((place, names[place]) not in again for place in usual):
        return True
    if not any(names) or any("\n" in name or _is_number(name) for name in names):
        return False
    unlike = not others
    for place, name in enumerate(names):
        cells = [row[place].strip() for row in others if place < len(row) and row[place].strip()]
        if any(cell.lower() == name for cell in cells):
            return False
        numbers = sum(map(_is_number, cells))
        lengths = sorted(map(len, cells))
        is_longer = bool(lengths) and lengths[len(lengths) // 2] > 2 * len(name)
        unlike = unlike or (bool(cells) and (2 * numbers > len(cells) or is_longer))
    return unlike


def _is_quoted(lines: Sequence[str], separator: str) -> bool:
    """Whether quotation marks enclose cells; between tabs they mostly are marks of speech.

    They do where each that begins a cell has one that ends it, unless every line is a whole row as
    it is, and would not be with them.
    """
    if separator != "\t":
        return True
    records = csv_reader(lines, separator, strict=True)
    num_rows = num_read = 0
    try:
        for row in records:
            num_rows += bool(row)
            num_read = records.line_num
    except csv.Error:
        # The last lines may be a cell that goes on behind them.
        if records.line_num < len(lines):
            return False
    as_they_are = [line.split("\t") for line in lines[:num_read] if line.strip()]
    if not any(cell.startswith('"') for row in as_they_are for cell in row):
        return False
    is_longer = len(as_they_are) > num_rows
    return not is_longer or any(len(row) != len(as_they_are[0]) for row in as_they_are)


def _rows(path: Path, options: ReadOptions) -> Rows:
    lines = _Lines(path, options)
    first = lines.ahead(_LINES_LOOKED_AT)
    separator = separator_of(first, path)
    if first and first[0].lower().startswith("sep=") and len(first[0].strip()) == 5:
        # What Excel writes before the head.
        separator = next(lines)[4]
        first = first[1:]
    quoting: Any = csv.QUOTE_MINIMAL if _is_quoted(first, separator) else csv.QUOTE_NONE
    sample = [row for row in csv_reader(first, separator, quoting=quoting) if any(row)]
    records = csv_reader(lines, separator, quoting=quoting)
    names: list[str] | None = None
    for begun, cells, num_more in _records(lines, records, path, options, separator):
        if isinstance(cells, Problem):
            yield begun, cells
            continue
        if not any(cells):
            continue
        if names is None:
            has_head = is_head(cells, sample[1:])
            names = distinct_names(cells if has_head else [""] * len(cells))
            if has_head:
                continue
        yield begun, _row(path, begun, names, cells, num_more)


def _records(
    lines: _Lines, records: Any, path: Path, options: ReadOptions, separator: str
) -> Iterator[tuple[int, list[str] | Problem, int]]:
    """The cells of each row, with its first line and how many more it has."""
    while True:
        begun = records.line_num + 1
        lines.of_row.clear()
        try:
            cells = next(records)
        except StopIteration:
            break
        except csv.Error as error:
            text = marked("errors", "This row could not be read ({reason}) and was skipped.")
            yield begun, Problem(path, begun, text, {"reason": str(error)}), 0
            continue
        finally:
            yield from ((place, problem, 0) for place, problem in lines.problems())
        num_more = records.line_num - begun
        is_cut = options.limit is not None and options.limit.cut_at is not None
        if not lines.are_over or is_cut or not 0 < num_more <= _MOST_LINES_OF_A_ROW:
            yield begun, cells, num_more
            continue
        # The end came within a quotation, which has taken all rows behind its mark.
        yield begun, left_open(path, begun), 0
        unquoted = csv_reader(list(lines.of_row), separator, quoting=csv.QUOTE_NONE)
        yield from ((place, each, 0) for place, each in enumerate(unquoted, begun))


def _row(
    path: Path, place: int, names: Sequence[str], cells: Sequence[str], num_more: int
) -> Row | Problem:
    if num_more > _MOST_LINES_OF_A_ROW:
        return never_closed(path, place, num_more)
    if len(cells) > len(names):
        return too_many_cells(path, place, len(cells), len(names))
    # Cells that are missing at the end are empty.
    return dict(zip(names, cells, strict=False))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


class _Lines:
    """The lines of a file for a CSV reader; those that are too long are kept from it.

    Attributes:
        of_row: the last that were given, since it was cleared.
        are_over: whether one more was asked for than there are.
    """

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._texts = self._cleaned(lines_of(path, options, _LONGEST))
        self._ahead: deque[str] = deque()
        self._problems: list[tuple[int, Problem]] = []
        self.of_row: deque[str] = deque(maxlen=_MOST_LINES_OF_A_ROW + 1)
        self.are_over = False

    def ahead(self, count: int) -> list[str]:
        """The next lines, which come again."""
        self._ahead.extend(islice(self._texts, count - len(self._ahead)))
        return list(self._ahead)

    def problems(self) -> Iterator[tuple[int, Problem]]:
        """What was wrong since the last call."""
        yield from self._problems
        self._problems.clear()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._ahead.popleft() if self._ahead else next(self._texts)
        except StopIteration:
            self.are_over = True
            raise
        self.of_row.append(line)
        return line

    def _cleaned(self, lines: Iterable[str | None]) -> Iterator[str]:
        """Lines without the lone line ends of old computers, which the CSV reader does not take."""
        is_old = False
        for number, line in enumerate(lines, 1):
            if line is None:
                self._problems.append((number, too_long(self._path, number, _LONGEST)))
                yield "\n"
                continue
            text = line.replace("\r\n", "\n")
            if number == 1:
                text = text.removeprefix("\ufeff")
                is_old = text.count("\r") > 1
            if is_old:
                yield from text.replace("\r", "\n").splitlines(keepends=True)
            else:
                yield text.replace("\r", " ")
