"""Rows of any table as documents: texts, or turns of which some are learnt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from memstudio.data.decoding import cleaned
from memstudio.data.documents import Document, Problem, Understood, shown_name
from memstudio.data.rendering import plain_text
from memstudio.data.row_kinds import TEXT
from memstudio.data.row_problems import without_text
from memstudio.data.row_recognition import Row, RowPlan, columns_of, plan_rows
from memstudio.data.row_words import whole_text
from memstudio.data.turns import (
    PassedOverError,
    Turn,
    UnusableRowError,
    num_without_text,
    turns_of,
)
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_LEFT_OUT = marked("errors", "{count} parts of messages are no text (pictures, say) and were left out; the first of them is in row {line}.")  # fmt: skip
_MOST_PROBLEMS = 20
_MOST_COLUMNS = 300
_ROWS_LOOKED_AT = 100
_CHARACTERS_LOOKED_AT = 4_000_000

Rows: TypeAlias = Iterator[tuple[int, "Row | Problem"]]
"""Rows with their places: the line in a file of lines, else the row, counted from 1."""


def read_table(
    path: Path, rows: Rows, options: ReadOptions, when_empty: Problem
) -> Iterator[Reading]:
    """Every good row; rows that are none, or that nothing is learnt from, are named by their place.

    Args:
        path: the file.
        rows: of it.
        options: how it is read.
        when_empty: what to say of a file without any row.
    """
    looked_at, rest = _looked_at(rows)
    first = [row for _, row in looked_at if not isinstance(row, Problem)]
    try:
        plan = plan_rows(first, options.asked.kind, options.asked.columns)
    except MemStudioError as error:
        if not first:
            yield when_empty
            return
        asked = options.asked
        yield Understood(
            asked.kind or TEXT.name, dict(asked.columns), _offered(first, asked.columns)
        )
        yield Problem(path, None, error.text, dict(error.values))
        return
    if plan.is_guess and options.asked.whole_rows:
        plan = RowPlan(TEXT, {}, is_whole=True)
    if first:
        yield Understood(plan.kind.name, dict(plan.columns), _offered(first, plan.columns))
    if plan.is_guess and plan.columns:
        text = marked("errors", "No field has one of the usual names ({names}); '{field}' is read, which holds the most text. If that is wrong, name the field, or call it 'text' in the file.")  # fmt: skip
        names = ", ".join(TEXT.roles[0].columns)
        yield Problem(path, None, text, {"names": names, "field": plan.columns["text"]})
    yield from _documents(path, rest, plan, options, when_empty)


def _offered(rows: Sequence[Row], chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Columns to choose from: the first of them, and those that are chosen."""
    names = columns_of(rows)
    others = (name for name in chosen.values() if name in names)
    return tuple(dict.fromkeys([*islice(names, _MOST_COLUMNS), *others]))


def as_row(value: object) -> Row | None:
    """What stands for a row in a JSON file, as one; None when it cannot be one."""
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        return None
    if all(map(str.isascii, value)):
        return value
    # Names of columns are shown, so they have to be characters.
    return {cleaned(name)[0]: cell for name, cell in value.items()}


def _looked_at(rows: Rows) -> tuple[list[tuple[int, Row | Problem]], Rows]:
    """The first rows, and all of them again from the first."""
    looked_at: list[tuple[int, Row | Problem]] = []
    size = 0
    for place, row in rows:
        looked_at.append((place, row))
        if not isinstance(row, Problem):
            size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(looked_at) >= _ROWS_LOOKED_AT or size >= _CHARACTERS_LOOKED_AT:
            break

    def again() -> Rows:
        kept = list(looked_at)
        looked_at.clear()
        yield from kept
        kept.clear()
        yield from rows

    return list(looked_at), again()


def _documents(
    path: Path, rows: Rows, plan: RowPlan, options: ReadOptions, when_empty: Problem
) -> Iterator[Reading]:
    num_problems = num_rows = num_documents = 0
    is_file_bad = False
    told: dict[str, tuple[int, int]] = {}
    for place, row in rows:
        if isinstance(row, Problem):
            problem: Problem | None = row
        else:
            num_rows += 1
            try:
                document, problem = _document(path, place, row, plan, options, num_documents)
            except PassedOverError as error:
                # Half of the rows may be so: they are no problems each.
                _count(told, error.reason, place)
                continue
            if document is not None:
                num_documents += 1
                yield document
                left_out = num_without_text(plan.kind.name, plan.cells(row))
                _count(told, _LEFT_OUT, place, left_out)
        if problem is not None:
            num_problems += 1
            is_file_bad |= problem.line is None
            if num_problems <= _MOST_PROBLEMS:
                yield problem
    for reason, (first, count) in told.items():
        yield Problem(path, None, reason, {"count": count, "line": first})
    yield from _more_problems(path, num_problems - _MOST_PROBLEMS)
    if num_rows and not num_documents:
        yield _nothing(path, plan)
    if not num_rows and not is_file_bad:
        yield when_empty


def _count(told: dict[str, tuple[int, int]], reason: str, place: int, more: int = 1) -> None:
    """Count what is told once for all rows, with the place of the first."""
    if more:
        first, count = told.get(reason, (place, 0))
        told[reason] = first, count + more


def _more_problems(path: Path, count: int) -> Iterator[Problem]:
    if count > 0:
        text = marked("errors", "{count} more lines have problems of these kinds.")
        yield Problem(path, None, text, {"count": count})


def _document(
    path: Path, place: int, row: Row, plan: RowPlan, options: ReadOptions, index: int
) -> tuple[Document | None, Problem | None]:
    """A row's document, and what is wrong with it; one may be there in spite of the other."""
    turns: tuple[Turn, ...] | None = None
    if plan.kind is TEXT:
        field, text = _text_of(row, plan)
        if not text.strip():
            return None, without_text(path, place, field)
    else:
        try:
            found = turns_of(plan.kind.name, plan.cells(row))
        except PassedOverError:
            raise
        except UnusableRowError as error:
            return None, Problem(path, place, error.reason, error.values)
        turns = tuple(Turn(turn.speaker, _with_line_feeds(turn.text)) for turn in found)
        text = plain_text(turns)
    whole = _with_line_feeds(text)
    text, replaced, controls = cleaned(whole)
    if turns is not None and text != whole:
        # What is learnt is what is shown: page breaks become line ends in both.
        turns = tuple(Turn(turn.speaker, cleaned(turn.text)[0]) for turn in turns)
    if not text.strip():
        sentence = marked("errors", "This line holds control characters only and was skipped.")
        return None, Problem(path, place, sentence)
    problem = None
    if replaced or controls:
        sentence = marked("errors", "This line has {count} characters that are not valid {encoding} or cannot be shown; they were replaced or left out.")  # fmt: skip
        values = {"count": replaced + controls, "encoding": options.encoding or "utf-8"}
        problem = Problem(path, place, sentence, values)
    return Document(text, f"{shown_name(path)}:{place}", path, index, turns), problem


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_of(row: Row, plan: RowPlan) -> tuple[str, str]:
    """The field that a text is looked for in, and the text; "" where there is none."""
    if plan.is_whole:
        return TEXT.roles[0].columns[0], whole_text(row)
    # Where nothing was found in the first rows, each row is looked at by itself.
    columns = plan.columns or plan_rows([row]).columns
    field = columns.get("text", TEXT.roles[0].columns[0])
    text = plan.cells(row).get("text") if plan.columns else row.get(field)
    return field, text if isinstance(text, str) else ""


def _nothing(path: Path, plan: RowPlan) -> Problem:
    if plan.kind is not TEXT:
        text = marked("errors", "Nothing can be learnt from any row, read as {kind}. Say what the rows mean, and name the columns.")  # fmt: skip
        return Problem(path, None, text, {"kind": plan.kind.name})
    if "text" in plan.columns:
        text = marked("errors", "No row has text in the field '{field}'. Name another field.")
        return Problem(path, None, text, {"field": plan.columns["text"]})
    text = marked("errors", "No row has a field with text. Put each text in a field 'text'.")
    return Problem(path, None, text)
