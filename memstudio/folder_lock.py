"""One program at a time changes a folder of the user's; looking needs no lock. Imports no torch."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import filelock

from memstudio.atomic import writing
from memstudio.errors import StorageError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK = ".lock"
_PATIENCE_S = 30.0


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one that changes `folder`, which is made if need be.

    Raises:
        StorageError: another program is at work on it, or it cannot be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK, timeout=_PATIENCE_S)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise StorageError(
                marked("errors", "Another program is at work on what is kept in {path}. Try again when it is done."),
                path=str(folder),
            ) from error  # fmt: skip
    try:
        yield
    finally:
        lock.release()
