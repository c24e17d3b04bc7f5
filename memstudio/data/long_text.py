"""Texts that are too long to be held: they stay on the disk, and are measured and cut like others."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BLOCK = 1 << 20
"""Characters that are read at once."""
_KEPT = 2


@dataclass(frozen=True)
class TextBlocks:
    """Where the blocks of a text are in a file, by their first characters and first bytes.

    Attributes:
        path: the file, in UTF-8.
        characters: `[blocks + 1]`, counted from the beginning of the text; the last is its length.
        places: `[blocks + 1]`, bytes from the beginning of the file.
    """

    path: Path
    characters: Sequence[int]
    places: Sequence[int]
    _read: dict[int, str] = field(default_factory=dict)

    def block(self, number: int) -> str:
        """A block's text; the last few are kept, as neighbours are asked for one after another."""
        if number not in self._read:
            with self.path.open("rb") as file:
                file.seek(self.places[number])
                content = file.read(self.places[number + 1] - self.places[number])
            if len(self._read) >= _KEPT:
                del self._read[next(iter(self._read))]
            self._read[number] = content.decode("utf-8", "surrogatepass")
        return self._read[number]

    def text(self, start: int, end: int) -> str:
        """The characters from `start` to `end`."""
        found = []
        number = bisect_right(self.characters, start) - 1
        while start < end:
            first = self.characters[number]
            found.append(self.block(number)[start - first : end - first])
            number += 1
            start = self.characters[number]
        return "".join(found)


class LongText:
    """A text of which only what is asked for is read.

    It has the length of a `str`, and is cut like one: `text[start:end]` is a `str`. A part that is
    itself too long comes from `part`.
    """

    __slots__ = ("_blocks", "_end", "_start")

    def __init__(self, blocks: TextBlocks, start: int, end: int) -> None:
        self._blocks, self._start, self._end = blocks, start, end

    def __len__(self) -> int:
        return self._end - self._start

    def __getitem__(self, place: slice) -> str:
        start, end, _ = place.indices(len(self))
        return self._blocks.text(self._start + start, self._start + end)

    @override
    def __str__(self) -> str:
        return self[:]

    def part(self, start: int, end: int) -> LongText:
        """A part of it, of which nothing is read yet."""
        return LongText(self._blocks, self._start + start, self._start + end)


Text: TypeAlias = str | LongText
"""A text, wherever it is."""


def cut(text: Text, start: int, end: int) -> Text:
    """A part of a text that may be long itself."""
    return text[start:end] if isinstance(text, str) else text.part(start, end)


def blocks_of_text(text: Text) -> Iterator[str]:
    """A text some of its characters at a time."""
    for start in range(0, len(text), BLOCK):
        yield text[start : start + BLOCK]


def is_blank(text: Text) -> bool:
    """Whether there is nothing but blanks in a text; not so in none at all."""
    return len(text) > 0 and all(block.isspace() for block in blocks_of_text(text))
