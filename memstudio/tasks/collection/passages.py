"""Documents cut into passages: the pieces that are found, read and shown. Imports no torch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.tasks.sentence_spans import sentences, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

CUTTING = "paragraphs-700-1"
"""How passages are cut: what was made of others has to be made again."""
_LONGEST = 700
"""Characters: a paragraph or two, which most models see at once."""
_SHORTEST = 200
"""Characters below which a paragraph is joined to the next."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document.

    Attributes:
        source: the id of the file that it comes from.
        document: the name of the document, for people.
        number: its place among the passages of its source.
        start: where it begins in the document, in characters.
        text: of it.
    """

    source: str
    document: str
    number: int
    start: int
    text: str

    @property
    def key(self) -> str:
        """What it is called in records: the source and its number in it."""
        return f"{self.source}:{self.number}"


def cut(text: str) -> Iterator[tuple[int, str]]:
    """Where each passage begins, and its text; nothing but blanks is left out.

    Whole paragraphs are joined while they are short; longer ones are cut at ends of sentences, and
    sentences that are too long at blanks.
    """
    start: int | None = None
    end = 0
    for begin, stop in _pieces(text):
        if start is None:
            start, end = begin, stop
        elif stop - start <= _LONGEST and end - start < _SHORTEST:
            end = stop
        else:
            yield start, text[start:end]
            start, end = begin, stop
    if start is not None:
        yield start, text[start:end]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, and the parts of those that are too long."""
    start = 0
    gaps = [(gap.start(), gap.end()) for gap in _PARAGRAPH.finditer(text)]
    for stop, after in [*gaps, (len(text), len(text))]:
        begin, end = stripped(text, start, stop)
        if begin < end:
            yield from [(begin, end)] if end - begin <= _LONGEST else _parts(text, begin, end)
        start = after


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long paragraph in parts of whole sentences."""
    begin: int | None = None
    stop = start
    for first, last in _short_sentences(text, start, end):
        if begin is not None and last - begin > _LONGEST:
            yield begin, stop
            begin = None
        begin = first if begin is None else begin
        stop = last
    if begin is not None:
        yield begin, stop


def _short_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in sentences(text[start:end]):
        begin, stop = start + first, start + last
        while stop - begin > _LONGEST:
            # At a blank where there is one; Chinese has none.
            blank = text.rfind(" ", begin + _SHORTEST, begin + _LONGEST)
            middle = blank if blank > 0 else begin + _LONGEST
            yield stripped(text, begin, middle)
            begin, _ = stripped(text, middle, stop)
        if begin < stop:
            yield begin, stop
