"""Moving runs to the trash; nothing is ever deleted for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile

from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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


def move_to_trash(folders: Iterable[Path]) -> Trashed:
    """Move runs to the trash of their disk; those that are at work stay."""
    found = Trashed()
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
