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


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are to be read.

    Attributes:
        encoding: as detected, or as the user says.
        asked: what the user says of how to read.
        partner: the file that says the same in another language; None when there is none.
        at: to be called with the place in the file, in bytes, a few times a megabyte; it may raise
            `Cancelled`, which a reader lets through.
    """

    encoding: str
    asked: ReadSettings = FOUND
    partner: Path | None = None
    at: Callable[[int], None] = _nowhere

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
