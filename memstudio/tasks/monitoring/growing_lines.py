"""The lines that were added to a file since it was read last: whole ones, wherever they end.

A file is another than before when its number on the disk is (it was rotated: the old one is looked
for under its new name, and read to its end first), and begins anew when it is shorter than what was
read of it, or has other bytes there.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.tasks.monitoring.positions import Position

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

_MARKED = 256
"""Bytes that tell whether a file is another."""
_AT_ONCE = 4 * 1024 * 1024
"""Bytes that are read at once; no line is longer."""
_MOST_NEIGHBOURS = 4096
_WIDE = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file.

    Attributes:
        text: without its end.
        number: counted from 1.
        start, end: its bytes in the file, its end among them.
    """

    text: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added to a file.

    Attributes:
        path: it, or the name under which a rotated one was found.
        position: before the lines, in the file as it is now.
        lines: that are whole.
        is_binary: whether it is no text; then there are no lines.
        is_closed: whether nothing will be added: the file was rotated.
    """

    path: Path
    position: Position
    lines: list[Line]
    is_binary: bool = False
    is_closed: bool = False


def growth_of(path: Path, before: Position | None, *, is_final: bool) -> Growth:
    """Look at what was added to a file.

    Args:
        path: the file.
        before: how far it was read; None when it never was.
        is_final: whether its last line is whole, even without an end.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        identity = (status.st_dev, status.st_ino)
        if before is None:
            return _lines(path, file, Position(), identity, is_final=is_final)
        if before.file != identity and (old := _renamed(path, before)) is not None:
            rest = _rest_of(old, before)
            if rest is not None:
                return rest
        if before.file != identity or not _goes_on(file, before, status.st_size):
            # Another file; what its rows are like is found anew, too.
            return _lines(path, file, Position(), identity, is_final=is_final)
        return _lines(path, file, before, identity, is_final=is_final)


def after(path: Path, position: Position, line: Line) -> Position:
    """How far a file is read with a line.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        marks = _marks(file, line.end)
    return replace(position, offset=line.end, line=line.number, marks=marks)


def _rest_of(old: Path, before: Position) -> Growth | None:
    with suppress(OSError), old.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > before.offset and _goes_on(file, before, size):
            found = _lines(old, file, before, before.file, is_final=True)
            return replace(found, is_closed=True)
    return None


def _renamed(path: Path, before: Position) -> Path | None:
    """The file that was called so before, in the same folder."""
    with suppress(OSError), os.scandir(path.parent) as entries:
        for number, entry in enumerate(entries):
            if number >= _MOST_NEIGHBOURS:
                break
            with suppress(OSError):
                # Not of the entry: on Windows that has no numbers.
                status = os.stat(entry.path, follow_symlinks=False)  # noqa: PTH116
                if (status.st_dev, status.st_ino) == before.file:
                    return path.parent / entry.name
    return None


def _goes_on(file: IO[bytes], before: Position, size: int) -> bool:
    return size >= before.offset and _marks(file, before.offset) == before.marks


def _marks(file: IO[bytes], offset: int) -> tuple[str, str]:
    """Of the bytes at the beginning, and of those before a place."""
    file.seek(0)
    head = file.read(min(_MARKED, offset))
    file.seek(max(0, offset - _MARKED))
    tail = file.read(min(_MARKED, offset))
    return _digest(head), _digest(tail)


def _digest(some: bytes) -> str:
    return hashlib.sha256(some).hexdigest()[:16]


def _lines(
    path: Path, file: IO[bytes], before: Position, identity: tuple[int, int], *, is_final: bool
) -> Growth:
    size = file.seek(0, os.SEEK_END)
    position = replace(before, file=identity, size=size)
    if not position.encoding:
        file.seek(0)
        sample = file.read(_AT_ONCE)
        if encodings.binary_kind(sample) is not None:
            position.offset, position.marks = size, _marks(file, size)
            return Growth(path, position, [], is_binary=True)
        _find_encoding(position, sample)
    file.seek(position.offset)
    added = file.read(_AT_ONCE)
    is_end = position.offset + len(added) >= size
    if not is_final or not is_end:
        last = _last_end(added, position.encoding)
        # A line that is longer than all that is read at once is cut.
        added = added[:last] if last or len(added) < _AT_ONCE else added
    lines = _parted(added, position)
    if before.offset == 0 and position.marks == ("", ""):
        position.marks = _marks(file, position.offset)
    return Growth(path, position, lines)


def _find_encoding(position: Position, sample: bytes) -> None:
    name = encodings.detect(sample) if sample else "utf-8"
    if name in _WIDE:
        little, big = _WIDE[name]
        mark = "\ufeff".encode(little)
        position.encoding = little if sample.startswith(mark) else big
        position.offset = len(mark)
    elif name == "utf-8-sig":
        position.encoding, position.offset = "utf-8", 3
    else:
        position.encoding = name


def _last_end(added: bytes, encoding: str) -> int:
    """The bytes of whole lines."""
    mark = "\n".encode(encoding)
    place = len(added)
    while (place := added.rfind(mark, 0, place + len(mark) - 1)) >= 0:
        if place % len(mark) == 0:
            return place + len(mark)
    return 0


def _parted(added: bytes, position: Position) -> list[Line]:
    _check_encoding(added, position)
    mark = "\n".encode(position.encoding)
    lines: list[Line] = []
    begun = 0
    while begun < len(added):
        place = added.find(mark, begun)
        while place >= 0 and place % len(mark):
            place = added.find(mark, place + 1)
        stop = len(added) if place < 0 else place + len(mark)
        text = added[begun:stop].decode(position.encoding, "replace").rstrip("\r\n")
        number = position.line + len(lines) + 1
        lines.append(Line(text, number, position.offset + begun, position.offset + stop))
        begun = stop
    return lines


def _check_encoding(added: bytes, position: Position) -> None:
    """A file that was plain at first shows its encoding later."""
    try:
        added.decode(position.encoding)
    except UnicodeDecodeError:
        found = encodings.detect(added)
        with suppress(UnicodeDecodeError, LookupError):
            added.decode(found)
            position.encoding = found
