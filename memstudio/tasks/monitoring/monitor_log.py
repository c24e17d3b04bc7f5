"""The log of a monitor: lines are added to it and never changed, and it is read again at the start."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import writing
from memstudio.errors import StorageError, marked
from memstudio.paths import data_dir
from memstudio.tasks.monitoring.items import parse_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from memstudio.tasks.monitoring.items import Logged

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_READ_BACK = 32 * 1024 * 1024
"""Bytes at the end of a log that are read again."""


def place_of(path: Path | str) -> Path:
    """A path that a person wrote, where ~ is the home folder of somebody whom the system knows."""
    with suppress(RuntimeError):
        return Path(path).expanduser()
    return Path(path)


def usual_log(paths: Sequence[Path | str]) -> Path:
    """Where the log of these files and folders is kept, unless the user names a place."""
    places = sorted(str(place_of(path).absolute()) for path in paths)
    digest = hashlib.sha256("\n".join(places).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    name = re.sub(r"[^\w.-]+", "-", Path(places[0]).stem)[:40] if places else "monitor"
    return data_dir() / "monitoring" / f"{name}-{digest}.jsonl"


def read_log(path: Path) -> list[Logged]:
    """What stands in a log, the oldest first; of a very long one, the end.

    Raises:
        OSError: there is one that cannot be read. Of one that is not there, nothing.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _READ_BACK))
            if size > _READ_BACK:
                file.readline()
            return list(parse_lines(file.read().splitlines()))
    except FileNotFoundError:
        return []


class LogLock:
    """Keeps others from a log; it ends with the process at the latest.

    Raises:
        StorageError: another program has the log, or there can be none.
    """

    def __init__(self, log: Path) -> None:
        place = log.with_name(f"{log.name}.lock")
        with writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            self._file = place.open("ab")
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise StorageError(
                marked("errors", "These files are being watched already, with the log {log}. End that first, or name another log."),
                log=str(log),
            ) from None  # fmt: skip

    def close(self) -> None:
        """Let others have it."""
        if sys.platform == "win32":
            with suppress(OSError):
                msvcrt.locking(self._file.fileno(), msvcrt.LK_UNLCK, 1)
        self._file.close()


class MonitorLog:
    """Adds lines to a log; each is there for others to read at once.

    Raises:
        StorageError: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = path.open("ab+")
            self._end_torn_line()

    def add(self, entry: Logged) -> None:
        """Add a line.

        Raises:
            StorageError: the disk is full, or was taken away.
        """
        with writing(self.path):
            self._file.write(entry.to_line().encode("utf-8") + b"\n")
            self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _end_torn_line(self) -> None:
        """A program that was killed leaves a part of a line, which would spoil the next."""
        size = self._file.seek(0, os.SEEK_END)
        if size:
            self._file.seek(size - 1)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")
                self._file.flush()
