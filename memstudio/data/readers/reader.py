"""What a reader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are to be read.

    Attributes:
        encoding: as detected, or as the user says.
        text_field: the field of a row that holds the text; None to find it.
    """

    encoding: str
    text_field: str | None = None


class Reader(Protocol):
    """Reads one file as a stream of documents and problems; raises nothing but `OSError`."""

    def __call__(self, path: Path, options: ReadOptions) -> Iterator[Reading]:
        """Read `path` from its beginning to its end."""
        ...
