"""What was open lately, as the window has it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from memstudio.errors import StorageError
from memstudio.gui.background_pool import BackgroundPool
from memstudio.recents import RecentItem, RecentKind, change_recent, read_recent, recent_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)

_MOST_OF_A_KIND = 10


class RecentItems(QObject):
    """The list, newest first.

    Attributes:
        lost: where the list is that could not be read; None where nothing was lost.

    Signals:
        items_changed: something was added or removed.
        items_forgotten: the list as it was before the user took something from it, a tuple.
    """

    items_changed = Signal()
    items_forgotten = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = recent_file()
        self.lost: Path | None
        self._items, self.lost = read_recent(self._path)
        # A list that outlasts a power cut takes the disk some hundredths of a second.
        self._pool = BackgroundPool(self)

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
        self._change(lambda items: _on_top(item, items))

    def remove(self, item: RecentItem) -> None:
        """Forget it; what it names stays where it is."""
        before = self.items()
        self._change(lambda items: [other for other in items if other != item])
        self.items_forgotten.emit(before)

    def clear(self) -> None:
        """Forget all."""
        before = self.items()
        self._change(lambda _: [])
        self.items_forgotten.emit(before)

    def restore(self, items: tuple[RecentItem, ...]) -> None:
        """Have these again, beneath what came since."""
        self._change(lambda now: [*(item for item in now if item not in items), *items])

    def _change(self, change: Callable[[list[RecentItem]], list[RecentItem]]) -> None:
        self._items = change(self._items)
        path = self._path
        self._pool.start(lambda: _keep(path, change))
        self.items_changed.emit()

    def wait(self) -> None:
        """Return when the list is kept as it is."""
        self._pool.waitForDone()


def _on_top(item: RecentItem, items: list[RecentItem]) -> list[RecentItem]:
    others = [other for other in items if other != item]
    same = [other for other in others if other.kind == item.kind][: _MOST_OF_A_KIND - 1]
    return [item, *(other for other in others if other.kind != item.kind or other in same)]


def _keep(path: Path, change: Callable[[list[RecentItem]], list[RecentItem]]) -> None:
    try:
        change_recent(path, change)
    except StorageError as error:
        _log.warning("recent items are not kept: %s", error)
