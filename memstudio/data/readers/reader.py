"""What a reader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from memstudio.data.read_settings import FOUND, ReadSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading


def _nowhere(_position: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class ReadingLimit:
    """How much of a file is read, when only its beginning is wanted.

    Attributes:
        most_bytes: after which reading ends.
        cut_at: where it ended; None when the file was read whole.
    """

    most_bytes: int
    cut_at: int | None = None

    def is_reached(self, position: int) -> bool:
        """Whether reading is to end here, which is noted then."""
        if position < self.most_bytes:
            return False
        self.cut_at = position
        return True


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are to be read.

    Attributes:
        encoding: as detected, or as the user says.
        asked: what the user says of how to read.
        partners: the files that say the same in other languages, with the names of those.
        language: that the file itself is in, where it has partners.
        at: to be called with the place in the file, in bytes, a few times a megabyte; it may raise
            `Cancelled`, which a reader lets through.
        limit: of what is read; None when it is all.
    """

    encoding: str
    asked: ReadSettings = FOUND
    partners: tuple[tuple[str, Path], ...] = ()
    language: str = ""
    at: Callable[[int], None] = _nowhere
    limit: ReadingLimit | None = None

    def ends_at(self, position: int) -> bool:
        """Whether no more is to be read than up to a place in the file."""
        return self.limit is not None and self.limit.is_reached(position)

    def for_another_file(self, encoding: str) -> ReadOptions:
        """The same for a file that is read beside, which tells of no place."""
        return ReadOptions(encoding, self.asked)


class Reader(Protocol):
    """Reads one file as a stream of documents and problems.

    It raises `OSError`, what `ReadOptions.at` raises, and `UnicodeError` when the file is not in
    the encoding at all (UTF-16 without its mark); nothing else.
    """

    def __call__(self, path: Path, options: ReadOptions) -> Iterator[Reading]:
        """Read `path` from its beginning to its end."""
        ...
