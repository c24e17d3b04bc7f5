"""Names of what is there only while it is written, and taking away what a killed program left of it.

The name says which process writes, so whoever comes later can tell what nobody will finish.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil

SUFFIX = ".tmp"
_OLD = ".old"
"""Ends the name of what gives way to something new, which may not have come to its place."""
_NAME = re.compile(r".*\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}")
_LONGEST = 200
"""Bytes of a name to which a mark is added: most systems take 255 in all."""
_SCRATCH = "memstudio-passing"
_ELSEWHERE_SECONDS = 2 * 86_400.0
"""What another computer, or a container that counts its processes anew, was to have done by now."""

_swept: set[tuple[int, str]] = set()


def here() -> str:
    """The computer's name, and on Linux which numbers its processes go by: containers count anew."""
    try:
        numbers = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - no file, only a name
    except OSError:
        return platform.node()
    return f"{platform.node()} {numbers}"


def owned_name(name: str) -> str:
    """`name`, with a mark of this process and of the moment at its end."""
    return f"{name}.{_mark_of_here()}-{os.getpid()}-{secrets.token_hex(4)}"


def temporary_beside(path: Path) -> Path:
    """A free, hidden name beside `path` for what will take its name when it is whole.

    What killed programs left in that folder is taken away, once in a process.
    """
    folder = path.parent
    key = os.getpid(), str(folder)
    if key not in _swept:
        _swept.add(key)
        sweep(folder)
    return folder / f"{_hidden_name(path)}{SUFFIX}"


def given_way(path: Path) -> Path:
    """A free, hidden name for what is at `path`, while something else takes its place."""
    return path.parent / f"{_hidden_name(path)}{_OLD}"


def _hidden_name(path: Path) -> str:
    # With the mark, the name must not be longer than names may be.
    name = os.fsencode(path.name)[:_LONGEST].decode(errors="ignore")
    return owned_name(f".{name}")


def is_abandoned(path: Path) -> bool:
    """Whether a name is marked, and its process is gone or on another computer for long."""
    marked = _NAME.fullmatch(path.name.removesuffix(SUFFIX).removesuffix(_OLD))
    if marked is None:
        return False
    if marked[1] == _mark_of_here():
        return not psutil.pid_exists(int(marked[2]))
    try:
        # A clock that went back says as little as one that went on.
        return abs(time.time() - path.stat().st_mtime) > _ELSEWHERE_SECONDS
    except OSError:
        return False


def sweep(folder: Path) -> int:
    """Take away what nobody will finish in a folder; how many things that were.

    What gave way to something that never came gets its name back.
    """
    count = 0
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            path = Path(entry.path)
            is_ours = entry.name.startswith(".") and entry.name.endswith((SUFFIX, _OLD))
            if not is_ours or not is_abandoned(path):
                continue
            place = folder / entry.name[1:].rpartition(".")[0].rpartition(".")[0]
            if entry.name.endswith(_OLD) and not place.exists():
                path.rename(place)
            else:
                remove(path)
            count += 1
    return count


def new_scratch() -> Path:
    """A new folder among the system's passing files; those of killed programs are taken away.

    Raises:
        OSError: it cannot be made.
    """
    passing = Path(tempfile.gettempdir())
    with suppress(OSError):
        for path in list(passing.glob(f"{_SCRATCH}.*")):
            if is_abandoned(path):
                remove(path)
    folder = passing / owned_name(_SCRATCH)
    folder.mkdir(mode=0o700)
    return folder


def is_passing(path: Path) -> bool:
    """Whether something lies in such a folder, and goes with the program that made it."""
    return any(part.startswith(f"{_SCRATCH}.") for part in path.parts)


def remove(path: Path) -> None:
    """Take a file or folder away, as far as that goes."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


@cache
def _mark_of_here() -> str:
    return hashlib.sha256(here().encode()).hexdigest()[:8]
