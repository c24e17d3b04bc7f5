"""Writing files so that a reader finds the old content or the new, never a part."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio import paths
from memstudio.errors import DiskFull, StorageError, marked
from memstudio.leftovers import given_way, temporary_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def storage_error(error: OSError, path: Path) -> StorageError:
    """Turn an `OSError` from writing at `path` into a sentence with a way on."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(
            marked("errors", "The disk is full: {path} could not be written. Free some space, or choose another folder, and try again."),
            path=str(path),
        )  # fmt: skip
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StorageError(
            marked("errors", "{path} cannot be written: permission denied. Choose a folder that you may write to."),
            path=str(path),
        )  # fmt: skip
    return StorageError(
        marked("errors", "{path} could not be written ({reason})."),
        path=str(path), reason=error.strerror or str(error),
    )  # fmt: skip


def refuse_existing(path: Path) -> None:
    """Make sure that nothing is overwritten, before any work is done; an empty folder may be there.

    Raises:
        StorageError: there is something at `path`, or it cannot be looked at.
    """
    with writing(path):
        if path.is_dir() and not any(path.iterdir()):
            return
        if path.exists():
            raise exists_already(path)


def refuse_existing_file(path: Path, *, replaces: bool = False) -> None:
    """Make sure that a file may be written, before any work is done; no folder or device can be.

    Raises:
        StorageError: there is something at `path` that may not be replaced.
    """
    with writing(path):
        if path.exists() and not (replaces and path.is_file()):
            raise exists_already(path)


def exists_already(path: Path) -> StorageError:
    """That there is something at `path`."""
    return StorageError(
        marked("errors", "{path} exists already. Name another place, or move it away."),
        path=str(path),
    )


def set_damaged_aside(path: Path) -> Path | None:
    """Keep a damaged file under another name beside it; None where it cannot be moved."""
    try:
        aside = damaged_name(path)
        path.replace(aside)
    except OSError:
        return None
    return aside


def damaged_name(path: Path) -> Path:
    """A free name beside a damaged file: what was set aside before is not written over.

    Raises:
        OSError: the folder cannot be looked at.
    """
    names = (
        path.with_name(f"{path.stem}.damaged{number if number > 1 else ''}{path.suffix}")
        for number in count(1)
    )
    return next(name for name in names if not name.exists())


def unreadable(error: OSError, path: Path) -> StorageError:
    """That a file is there and cannot be read now, which says nothing against what is in it."""
    return StorageError(
        marked("errors", "{path} could not be read ({reason}), so it is left as it is. Try again later."),
        path=str(path), reason=error.strerror or str(error),
    )  # fmt: skip


def refuse_unreadable(path: Path) -> None:
    """Make sure that what is to be changed in a file can be read, or would be lost.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return
    except OSError as error:
        raise unreadable(error, path) from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the `OSError`s of the block, which writes at `path`, into `StorageError`s."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`, complete or not at all, and make sure it is on the disk.

    A link stays one, and what it leads to is written. Who may not read what is replaced may not read
    what comes in its place.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    with writing(path):
        place = Path(os.path.realpath(path)) if path.is_symlink() else path
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(place)
        handle = os.open(temporary, _NEW_FILE, 0o600 if _is_own(path) else _rights(place))
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(place)
            sync(place.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def _rights(place: Path) -> int:
    """To read and write, of what is there; of what is new the usual ones."""
    try:
        return 0o600 | 0o666 & place.stat().st_mode
    except OSError:
        return 0o666


def _is_own(path: Path) -> bool:
    """Whether it is nobody else's business, such as settings and what was said to a model."""
    shared = (paths.runs_dir(), paths.models_dir())
    own = (paths.config_dir(), paths.data_dir())
    return any(map(path.is_relative_to, own)) and not any(map(path.is_relative_to, shared))


def open_to_others(folder: Path) -> None:
    """Let those read what is in a new folder who may read the user's other files, by the umask.

    Raises:
        OSError: it is not the user's, or the disk fails.
    """
    if os.name == "nt":
        return  # there, files have the rights of the folder that they are in
    probe = folder / ".mode"
    os.close(os.open(probe, _NEW_FILE, 0o666))
    usual = stat.S_IMODE(probe.stat().st_mode)
    probe.unlink()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(usual | stat.S_IMODE(path.stat().st_mode))
    # Whoever may read a folder may enter it.
    folder.chmod(usual | (usual & 0o444) >> 2)


def sync(path: Path) -> None:
    """Make sure that a file's content, or the names in a folder, outlast a power cut.

    Raises:
        OSError: it is not there, or the disk fails.
    """
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return  # there, a folder cannot be opened
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make sure that all that is in a folder outlasts a power cut.

    Raises:
        OSError: the disk fails.
    """
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def put_in_place(new: Path, place: Path) -> None:
    """Let the finished folder `new` have the name `place`, whatever is there; for good.

    Raises:
        OSError: it cannot be; what was at `place` is there still.
    """
    sync_tree(new)
    if not place.exists():
        new.rename(place)
        sync(place.parent)
        return
    old = new
    if not _exchanged(new, place):
        old = given_way(place)
        place.rename(old)
        try:
            new.rename(place)
        except OSError:
            old.rename(place)
            raise
    sync(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names at one stroke, where the system can: at no moment is one of them missing."""
    if sys.platform != "linux":
        return False
    try:
        rename: Any = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    here, exchange = -100, 2
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def write_text(path: Path, content: str) -> None:
    """Write `content` as UTF-8 to `path`, complete or not at all."""
    write_bytes(path, content.encode("utf-8"))
