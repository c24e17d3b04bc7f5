"""What was deleted and may be brought back as long as the program that deleted it goes on.

It lies in a folder of its own; what ended programs left there is taken away for good.
"""

from __future__ import annotations

import errno
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.atomic import writing
from memstudio.errors import StorageError, marked
from memstudio.leftovers import remove, sweep, temporary_beside
from memstudio.paths import data_dir

if TYPE_CHECKING:
    from pathlib import Path

_own: list[Path] = []


@dataclass(frozen=True)
class Deleted:
    """A file or folder that was deleted.

    Attributes:
        original: where it was.
        kept: where it is now.
        name: what the user knows it by; empty for its path.
        beside: what was made of it and deleted with it.
    """

    original: Path
    kept: Path
    name: str = ""
    beside: tuple[Deleted, ...] = ()

    def bring_back(self) -> None:
        """Put it where it was, and what was deleted with it as far as there is room for that.

        Raises:
            StorageError: something else is there by now, or it cannot be moved.
        """
        if self.original.exists():
            raise StorageError(
                marked("errors", "It cannot be brought back: there is another {path} by now."),
                path=self.name or self.original,
            )
        with writing(self.original):
            self.original.parent.mkdir(parents=True, exist_ok=True)
            _move(self.kept, self.original)
        for each in self.beside:
            with suppress(StorageError):
                each.bring_back()


def delete_for_now(path: Path) -> Deleted:
    """Take a file or folder from its place, so that it can be brought back.

    Raises:
        StorageError: it cannot be moved.
        ValueError: `path` names nothing of its own: it is empty, or ends in "..".
    """
    if path.name in {"", ".."}:
        # What lies in it would be taken away, and it is nobody's to delete.
        message = f"{str(path)!r} names no file or folder"
        raise ValueError(message)
    folder = data_dir() / "deleted"
    with writing(path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = temporary_beside(folder / path.name)
        _move(path, kept)
    _own.append(kept)
    return Deleted(path, kept)


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_to_other_disk(source, target)


def _move_to_other_disk(source: Path, target: Path) -> None:
    """At either place all of it is there, or nothing, whatever in it cannot be copied or removed."""
    copy, gone = temporary_beside(target), temporary_beside(source)
    try:
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(source, copy, symlinks=True)
        else:
            shutil.copy2(source, copy, follow_symlinks=False)
        copy.rename(target)
    except BaseException:
        remove(copy)
        raise
    try:
        source.rename(gone)
    except BaseException:
        remove(target)
        raise
    remove(gone)


def empty_deleted() -> None:
    """Take away for good what this program deleted; call when it ends."""
    while _own:
        remove(_own.pop())


def sweep_deleted() -> int:
    """Take away for good what ended programs deleted; how much that was."""
    return sweep(data_dir() / "deleted")
