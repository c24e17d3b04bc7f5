"""Items that can be touched or offered: a line of text each, from words, files or a collection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.data.corpus import read_corpus
from memstudio.data.row_choices import choices_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from memstudio.data.documents import Document, Problem
    from memstudio.progress import Control
    from memstudio.tasks.collection.collection import Collection

LONGEST = 600
"""Characters of an item that are read; of longer ones, the beginning."""
_LIST_LINE = 200
"""A text file whose lines are no longer than so many characters is a list, an item a line."""
_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,4}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be touched: a title, or how a longer text begins.

    Attributes:
        text: on one line.
        source: the name of the file or collection that it comes from; empty for one that was typed.
    """

    text: str
    source: str = ""

    @property
    def key(self) -> str:
        """The same for items that are the same to a person."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Items:
    """What files gave, and what was wrong with some."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()


def items_of(texts: Iterable[str], source: str = "") -> tuple[Item, ...]:
    """An item for each text that says anything."""
    lines = (" ".join(text.split())[:LONGEST].strip() for text in texts)
    return tuple(Item(line, source) for line in lines if line)


def each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    """Without those that came before."""
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.key, item)
    return tuple(found.values())


def items_in(paths: Sequence[Path | str], control: Control) -> Items:
    """The items of files: a line or a row each, or a whole text where its lines are long.

    Of rows of recommendations the candidates are taken.

    Raises:
        Cancelled: through `control`.
        StorageError: there is too little room for what is read.
    """
    corpus = read_corpus(paths, control=control)
    reports = {report.path: report for report in corpus.files}
    found: list[Item] = []
    for document in corpus.documents:
        report = reports.get(document.path)
        kind = report.understood.row_kind if report and report.understood else ""
        is_text = report is not None and report.format == "text"
        found += items_of(_texts(document, kind, is_text=is_text), document.path.name)
    return Items(tuple(found), corpus.all_problems)


def items_of_collection(collection: Collection) -> tuple[Item, ...]:
    """How each document of a collection begins."""
    said = (each for source in collection.contents().sources for each in source.documents)
    return items_of((each.text[: 2 * LONGEST] for each in said), collection.name)


def _texts(document: Document, kind: str, *, is_text: bool) -> Iterable[str]:
    if document.turns is not None:
        offered = choices_in(kind, document.turns)
        return offered or (document.turns[-1].text,)
    text = str(document.text[: 1 << 20])
    lines = [_MARK.sub("", line) for line in text.splitlines()]
    if is_text and all(len(line) <= _LIST_LINE for line in lines):
        return lines
    return (text[: 2 * LONGEST],)
