"""Moving runs to the trash; nothing is ever deleted for good."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QStandardPaths

from memstudio.deleted import Deleted
from memstudio.errors import StorageError, marked
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Trashed:
    """What came of it.

    Attributes:
        moved: by the run's folder, where it is now.
        busy: runs that are at work.
        refused: runs for which there is no trash, or which may not be moved.
    """

    moved: dict[Path, str] = field(default_factory=dict)
    busy: list[Path] = field(default_factory=list)
    refused: list[Path] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The folder that they are in now."""
        return str(Path(next(iter(self.moved.values()), "")).parent)

    def bring_back(self) -> list[StorageError]:
        """Put the runs where they were; returned is why some were not."""
        problems = []
        for path, place in self.moved.items():
            try:
                _bring_back(path, place)
            except StorageError as error:
                problems.append(error)
        return problems


def _bring_back(path: Path, place: str) -> None:
    kept = Path(place)
    if not place or not kept.exists():
        raise StorageError(
            marked("errors", "{path} was not found in the trash: look there yourself."),
            path=str(path),
        )
    Deleted(path, kept).bring_back()
    # What the desktop noted of where it came from.
    with suppress(OSError):
        (kept.parents[1] / "info" / f"{kept.name}.trashinfo").unlink()


def move_to_trash(folders: Iterable[Path]) -> Trashed:
    """Move runs to the trash of their disk; those that are at work stay."""
    found = Trashed()
    _make_home_of_trash()
    for path in folders:
        if RunFolder(path).is_being_trained():
            found.busy.append(path)
            continue
        file = QFile(str(path))
        if file.moveToTrash():
            found.moved[path] = file.fileName()
        else:
            found.refused.append(path)
    return found


def _make_home_of_trash() -> None:
    """On a fresh account the folder of all data is missing, and Qt makes the trash alone."""
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    # Without it there is no trash, which is told of each run.
    with suppress(OSError):
        Path(home).mkdir(mode=0o700, parents=True, exist_ok=True)
