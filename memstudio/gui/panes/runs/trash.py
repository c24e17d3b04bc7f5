"""Moving runs to the trash; nothing is ever deleted for good."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QStandardPaths

from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_log = logging.getLogger(__name__)


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

    def bring_back(self, then: Callable[[], None]) -> None:
        """Put the runs where they were, as far as they are still in the trash, and do `then`."""
        for path, place in self.moved.items():
            try:
                if place and not path.exists():
                    shutil.move(place, path)
                    # What the desktop noted of where it came from.
                    info = Path(place).parents[1] / "info" / f"{Path(place).name}.trashinfo"
                    info.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("%s stays in the trash: %s", path, error)
        then()


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
