"""A power cut: what was never put on the disk for good is gone, though the program saw it there.

A kernel keeps what a killed process wrote, a disk without power does not. So the process at work
notes every `fsync`, and keeps what it renames over or deletes; after its end its parent takes back
what a cut might have taken: the content of files that were not synced since they were written, and
renames and deletions whose folder was not, the last ones first. What a file system promises is no
more than that; most keep more.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_fsync, _rename, _replace, _unlink, _utime = os.fsync, os.rename, os.replace, os.unlink, os.utime


class DiskNotes:
    """Notes of one process of what it does to the files in a folder.

    Args:
        world: the folder.
        beside: a folder on the same disk for the notes, and for what was deleted.
    """

    def __init__(self, world: Path, beside: Path) -> None:
        self._world = str(world)
        self._beside = beside
        beside.mkdir(exist_ok=True)
        self._file = os.open(beside / "notes", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._count = 0

    def begin(self, on_operation: Callable[[], None]) -> None:  # noqa: C901 - one a function
        """Take note from now on; `on_operation` hears of each `fsync` too."""

        def fsync(file: Any) -> None:
            on_operation()
            number = file if isinstance(file, int) else file.fileno()
            _fsync(number)
            status = os.fstat(number)
            place = _path_of(number)
            self._note(
                do="sync", inode=status.st_ino, size=status.st_size, time=status.st_mtime_ns,
                path=place,
            )  # fmt: skip

        def rename(old: Any, new: Any, **rest: Any) -> None:
            self._renamed(os.fspath(old), os.fspath(new), lambda: _rename(old, new, **rest))

        def replace(old: Any, new: Any, **rest: Any) -> None:
            self._renamed(os.fspath(old), os.fspath(new), lambda: _replace(old, new, **rest))

        def unlink(path: Any, **rest: Any) -> None:
            if rest or not self._is_inside(path):
                _unlink(path, **rest)
            else:
                self._put_away(os.fspath(path))

        def rmtree(path: Any, *arguments: Any, **rest: Any) -> None:
            ignores = bool(arguments and arguments[0]) or rest.get("ignore_errors", False)
            try:
                if self._is_inside(path):
                    self._put_away(os.fspath(path))
                else:
                    original(path, *arguments, **rest)
            except OSError:
                if not ignores:
                    raise

        def utime(path: Any, *arguments: Any, **rest: Any) -> None:
            _utime(path, *arguments, **rest)
            if not isinstance(path, int) and self._is_inside(path):
                status = os.stat(path)  # noqa: PTH116 - as it came
                self._note(do="utime", inode=status.st_ino, time=status.st_mtime_ns)

        original = shutil.rmtree
        for name, new in (
            ("fsync", fsync), ("rename", rename), ("replace", replace), ("utime", utime),
            ("unlink", unlink), ("remove", unlink),
        ):  # fmt: skip
            setattr(os, name, new)
        setattr(shutil, "rmtree", rmtree)  # noqa: B010 - its type has more to it

    def _is_inside(self, path: Any) -> bool:
        return not isinstance(path, int) and os.path.abspath(path).startswith(self._world)  # noqa: PTH100

    def _renamed(self, old: str, new: str, do: Callable[[], None]) -> None:
        kept = ""
        if self._is_inside(new) and Path(new).is_file():
            kept = self._free_name()
            os.link(new, kept)
        do()
        if self._is_inside(new):
            self._note(do="rename", old=os.path.abspath(old), new=os.path.abspath(new), kept=kept)  # noqa: PTH100

    def _put_away(self, path: str) -> None:
        kept = self._free_name()
        _rename(path, kept)
        self._note(do="rename", old=os.path.abspath(path), new=kept, kept="")  # noqa: PTH100

    def _free_name(self) -> str:
        self._count += 1
        return str(self._beside / f"{os.getpid()}-{self._count}")

    def _note(self, **values: Any) -> None:
        os.write(self._file, json.dumps(values).encode() + b"\n")


@dataclass(frozen=True)
class DiskBefore:
    """What lay safely on the disk: sizes and times of files, by inode."""

    files: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, world: Path) -> DiskBefore:
        """As it is now."""
        found = {}
        for path in _files(world):
            status = path.stat()
            found[status.st_ino] = status.st_size, status.st_mtime_ns
        return cls(found)


def cut_power(world: Path, beside: Path, before: DiskBefore, chance: random.Random) -> int:
    """Take away what was not on the disk for good; how many things that were.

    Args:
        world: the folder.
        beside: where the notes are; it is emptied.
        before: what was there before the process began.
        chance: of how much is taken.
    """
    notes = _read(beside / "notes")
    taken = _take_back(_not_safe(notes), chance)
    safe = dict(before.files)
    for note in notes:
        if note["do"] == "sync":
            safe[note["inode"]] = note["size"], note["time"]
        elif note["do"] == "utime" and note["inode"] in safe:
            safe[note["inode"]] = safe[note["inode"]][0], note["time"]
    for path in _files(world):
        status = path.stat()
        if safe.get(status.st_ino) != (status.st_size, status.st_mtime_ns):
            taken += _spoil(path, safe.get(status.st_ino), chance)
    shutil.rmtree(beside)
    return taken


def _not_safe(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The renames after which the folder was not synced."""
    waiting: list[dict[str, Any]] = []
    for note in notes:
        if note["do"] == "rename":
            waiting.append(note)
        elif note["do"] == "sync":
            waiting = [each for each in waiting if os.path.dirname(each["new"]) != note["path"]]  # noqa: PTH120
    # What was deleted is one with what took its place, and of no account by itself.
    return waiting


def _take_back(waiting: list[dict[str, Any]], chance: random.Random) -> int:
    """A journal is written in its order: from some rename on, none was."""
    first = chance.randint(0, len(waiting))
    for note in reversed(waiting[first:]):
        old, new = note["old"], note["new"]
        if not os.path.lexists(new) or not Path(old).parent.is_dir() or os.path.lexists(old):
            continue
        _rename(new, old)
        if note["kept"]:
            os.link(note["kept"], new)
    return len(waiting) - first


def _spoil(path: Path, safe: tuple[int, int] | None, chance: random.Random) -> int:
    """Leave of a file what was synced, and of the rest nothing, a part, or zeros."""
    size = path.stat().st_size
    kept = min(safe[0], size) if safe else 0
    match chance.choice(("nothing", "part", "zeros", "all")):
        case "nothing":
            os.truncate(path, kept)
        case "part":
            os.truncate(path, chance.randint(kept, size))
        case "zeros":
            with path.open("r+b") as file:
                file.seek(kept)
                file.write(bytes(size - kept))
        case _:
            return 0
    return 1


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]


def _files(world: Path) -> list[Path]:
    return [path for path in sorted(world.rglob("*")) if path.is_file() and not path.is_symlink()]


def _path_of(number: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
    except OSError:
        return ""
