"""Writing files so that a reader finds the old content or the new, never a part."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.errors import DiskFull, StorageError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def exists_already(path: Path) -> StorageError:
    """That there is something at `path`."""
    return StorageError(
        marked("errors", "{path} exists already. Name another place, or move it away."),
        path=str(path),
    )


def set_aside(path: Path) -> Path | None:
    """Keep a damaged file under another name beside it; None where it cannot be moved."""
    aside = path.with_name(f"{path.stem}.damaged{path.suffix}")
    try:
        path.replace(aside)
    except OSError:
        return None
    return aside


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the `OSError`s of the block, which writes at `path`, into `StorageError`s."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`, complete or not at all, and make sure it is on the disk.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise


def write_text(path: Path, content: str) -> None:
    """Write `content` as UTF-8 to `path`, complete or not at all."""
    write_bytes(path, content.encode("utf-8"))
