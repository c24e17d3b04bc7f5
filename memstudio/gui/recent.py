"""What was open lately: models, datasets and runs, kept between sessions."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from memstudio.atomic import set_aside, write_text
from memstudio.errors import StorageError
from memstudio.gui.drops import is_there
from memstudio.parsing import json_in
from memstudio.paths import config_dir

_log = logging.getLogger(__name__)

RecentKind = Literal["model", "data", "run"]

_MOST_OF_A_KIND = 10


@dataclass(frozen=True)
class RecentItem:
    """One thing that was open.

    Attributes:
        kind: "model", "data" or "run".
        paths: what it is opened by: one reference or folder, or all paths of a dataset.
    """

    kind: RecentKind
    paths: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether something of it is a path that no longer exists."""
        return any(Path(path).is_absolute() and not is_there(Path(path)) for path in self.paths)

    @property
    def name(self) -> str:
        """A short name: the last part of the first path; a run's model has the run's."""
        path = Path(self.paths[0])
        if self.kind == "model" and path.name == "model":
            path = path.parent
        first = path.name if path.is_absolute() else self.paths[0]
        rest = len(self.paths) - 1
        return f"{first} +{rest}" if rest else first


class RecentItems(QObject):
    """The list, newest first.

    Attributes:
        lost: where the list is that could not be read; None where nothing was lost.

    Signals:
        items_changed: something was added or removed.
    """

    items_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = config_dir() / "recent.json"
        self.lost: Path | None = None
        self._items = self._read()

    def items(self, kind: RecentKind | None = None) -> tuple[RecentItem, ...]:
        """All of one kind, or of every kind."""
        return tuple(item for item in self._items if kind in {None, item.kind})

    def add(self, kind: RecentKind, paths: tuple[str, ...]) -> None:
        """Put it at the top."""
        if not paths:
            return
        item = RecentItem(kind, paths)
        if self._items and self._items[0] == item:
            return
        others = [other for other in self._items if other != item]
        same = [other for other in others if other.kind == kind][: _MOST_OF_A_KIND - 1]
        self._set([item, *(other for other in others if other.kind != kind or other in same)])

    def remove(self, item: RecentItem) -> None:
        """Forget it; what it names stays where it is."""
        self._set([other for other in self._items if other != item])

    def clear(self) -> None:
        """Forget all."""
        self._set([])

    def _set(self, items: list[RecentItem]) -> None:
        self._items = items
        try:
            write_text(self._path, json.dumps([asdict(item) for item in items], indent=1))
        except StorageError as error:
            _log.warning("recent items are not kept: %s", error)
        self.items_changed.emit()

    def _read(self) -> list[RecentItem]:
        try:
            found: Any = json_in(self._path)
            return [
                RecentItem(item["kind"], tuple(str(part) for part in item["paths"]))
                for item in found
                if item["kind"] in {"model", "data", "run"} and item["paths"]
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("%s is not used: %s", self._path, error)
            self.lost = set_aside(self._path)
            return []
