"""Which held-out rows are answered, and what can be answered to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memstudio.data.glossary import glossary_of
from memstudio.data.row_choices import choices_in
from memstudio.evaluation.metric_table import (
    MANY_LABELS,
    MEASURES,
    MULTIPLE_CHOICE,
    TASKS,
    WITH_TERMS,
    Task,
)
from memstudio.evaluation.metrics.values import are_measures
from memstudio.tasks.dialogue.sentences import contains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.data.documents import Document, FileReport

_MOST_LABELS = 32
"""Labels that are tried one by one."""
_MOST_CANDIDATES = 12
"""Candidates of a recommendation that are ranked."""
_LOOKED_AT = 4096
"""Documents that are read to choose from, so that a dataset of any size takes no more memory."""
_DOCUMENTS = 8
"""Documents that are ranked for a query: its own, and those of others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be answered.

    Attributes:
        document: with turns, of which the last is the expected answer.
        asked: the last thing asked, for people.
        expected: the answer.
        choices: what can be answered; empty when it is written freely.
        relevance: of the choices, when they are ranked.
        terms: that stand in what is asked and were fixed in the document's first lines, each with
            its translation, where that stands in the answer; as it is, not with another ending.
    """

    document: Document
    asked: str
    expected: str
    choices: tuple[str, ...] = ()
    relevance: tuple[float, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRows:
    """Rows of one kind."""

    row_kind: str
    task: Task
    rows: tuple[Row, ...]


def evenly_spaced(number: int, most: int) -> list[int]:
    """At most `most` of the numbers below `number`: always the same ones."""
    if number <= most:
        return list(range(number))
    return [index * number // most for index in range(most)]


def sampled_rows(
    held_out: Sequence[Document],
    everything: Sequence[Document],
    reports: Sequence[FileReport],
    most: int,
) -> tuple[TaskRows, ...]:
    """The rows that are answered before and after a run.

    Args:
        held_out: what was never trained on.
        everything: that was read; says which labels there are.
        reports: of the files; say what the rows of each mean.
        most: rows in all, evenly spaced; 0 for none.
    """
    kinds = {report.path: report.understood.row_kind for report in reports if report.understood}
    if not most:
        return ()
    usable = [each for each in _some(held_out) if _kind_of(each, kinds) in TASKS]
    by_kind: dict[str, list[Document]] = {}
    for index in evenly_spaced(len(usable), most):
        by_kind.setdefault(_kind_of(usable[index], kinds), []).append(usable[index])
    made = []
    for kind, documents in by_kind.items():
        alike = [each for each in _some(everything) if _kind_of(each, kinds) == kind]
        made.append(_of_kind(kind, documents, alike))
    return tuple(made)


def _some(documents: Sequence[Document]) -> list[Document]:
    return [documents[index] for index in evenly_spaced(len(documents), _LOOKED_AT)]


def _kind_of(document: Document, kinds: dict[Path, str]) -> str:
    turns = document.turns
    if not turns or not any(turn.speaker == "assistant" for turn in turns):
        return ""
    return kinds.get(document.path, "conversation")


def _of_kind(kind: str, documents: Sequence[Document], alike: Sequence[Document]) -> TaskRows:
    if kind == "label":
        return _labels(documents, alike)
    if kind == "retrieval":
        return TaskRows(kind, TASKS[kind], _retrieval(documents, alike))
    if kind == "translation":
        return _translations(documents)
    rows = tuple(_row(each, choices_in(kind, each.turns or ())) for each in documents)
    if kind == "recommendation":
        ranked = [_ranked(row) for row in rows]
        return TaskRows(kind, TASKS[kind], tuple(row for row in ranked if len(row.choices) > 1))
    if rows and all(row.expected in row.choices for row in rows):
        return TaskRows(kind, MULTIPLE_CHOICE, rows)
    return TaskRows(kind, TASKS[kind], tuple(_row(each) for each in documents))


def _row(document: Document, choices: tuple[str, ...] = ()) -> Row:
    turns = document.turns or ()
    last = max(i for i, turn in enumerate(turns) if turn.speaker == "assistant")
    asked = next((turn.text for turn in reversed(turns[:last]) if turn.speaker == "user"), "")
    return Row(document, asked, turns[last].text, choices)


def _translations(documents: Sequence[Document]) -> TaskRows:
    rows = tuple(_with_terms(_row(each)) for each in documents)
    task = WITH_TERMS if any(row.terms for row in rows) else TASKS["translation"]
    return TaskRows("translation", task, rows)


def _with_terms(row: Row) -> Row:
    first = next((turn.text for turn in row.document.turns or () if turn.speaker == "user"), "")
    # Of a single sentence, the terms would be found in themselves.
    asked = row.asked if row.asked != first else ""
    terms = tuple(
        (term, fixed)
        for term, fixed in glossary_of(first)
        if contains(asked, term) and contains(row.expected, fixed)
    )
    return replace(row, terms=terms)


def _labels(documents: Sequence[Document], alike: Sequence[Document]) -> TaskRows:
    labels = Counter(_row(each).expected for each in alike)
    rows = tuple(_row(each) for each in documents)
    if are_measures(list(labels)):
        return TaskRows("label", MEASURES, rows)
    if len(labels) > _MOST_LABELS:
        return TaskRows("label", MANY_LABELS, rows)
    choices = tuple(sorted({*labels, *(row.expected for row in rows)}))
    return TaskRows("label", TASKS["label"], tuple(_row(each, choices) for each in documents))


def _retrieval(documents: Sequence[Document], alike: Sequence[Document]) -> tuple[Row, ...]:
    """Each query with its own document and some of other queries."""
    wanted: dict[str, set[str]] = {}
    for row in map(_row, (*alike, *documents)):
        wanted.setdefault(row.asked, set()).add(row.expected)
    pool = list(dict.fromkeys(_row(each).expected for each in alike))
    rows = []
    for number, document in enumerate(documents):
        row = _row(document)
        others = [text for text in pool if text not in wanted[row.asked]]
        # Another stretch of the pool for each query.
        places = evenly_spaced(len(others), _DOCUMENTS - 1)
        chosen = tuple(others[(place + number) % len(others)] for place in places)
        relevance = (1.0, *(0.0 for _ in chosen))
        rows.append(Row(document, row.asked, row.expected, (row.expected, *chosen), relevance))
    return tuple(row for row in rows if len(row.choices) > 1)


def _ranked(row: Row) -> Row:
    """A recommendation with the candidates that were chosen, and as many others as are ranked."""
    chosen = row.expected.split("\n")
    good = [text for text in row.choices if text in chosen][: _MOST_CANDIDATES // 2]
    others = [text for text in row.choices if text not in chosen]
    places = evenly_spaced(len(others), _MOST_CANDIDATES - len(good))
    choices = (*good, *(others[place] for place in places))
    relevance = tuple(float(text in chosen) for text in choices)
    is_telling = 0 < sum(relevance) < len(relevance)
    return Row(row.document, row.asked, row.expected, choices if is_telling else (), relevance)
