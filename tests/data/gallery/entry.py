"""What stands in the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A file or folder, and what is learnt from it.

    Attributes:
        name: of what is dropped.
        make: writes it in a folder, and returns what is dropped.
        format: the reader's name.
        learnt: of each document, in their order.
        read: what is only read of each, and must not be learnt.
        row_kind: what rows mean; empty when there are none.
    """

    name: str
    make: Callable[[Path], Path]
    format: str
    learnt: tuple[str, ...]
    read: tuple[str, ...] = ()
    row_kind: str = ""

    def __str__(self) -> str:
        return f"{self.row_kind}-{self.name}" if self.row_kind else self.name


def written(path: Path, content: bytes | str) -> Path:
    """A file with this in it, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def a_file(
    name: str,
    content: Callable[[], bytes | str],
    format_name: str,
    learnt: tuple[str, ...],
    read: tuple[str, ...] = (),
    row_kind: str = "",
) -> Entry:
    """An entry of one file."""

    def make(folder: Path) -> Path:
        return written(folder / name, content())

    return Entry(name, make, format_name, learnt, read, row_kind)
