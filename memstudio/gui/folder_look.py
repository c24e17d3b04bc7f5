"""Looking into a folder of the user's on a thread of its own, since other programs keep things there too."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.gui.background_pool import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.errors import MemStudioError

_log = logging.getLogger(__name__)


class Listing(Protocol):
    """What is in a folder, and why some of it is not among that."""

    @property
    def entries(self) -> tuple[Any, ...]:
        """What there is."""

    @property
    def problems(self) -> tuple[MemStudioError, ...]:
        """What was wrong with the rest."""


class FolderLook(QObject):
    """One look at a time; one that is asked for meanwhile comes after it.

    Signals:
        changed: it was listed for the first time, or there are other entries or problems; nothing
            is told when it failed, and the window goes on without.

    Attributes:
        entries: what there is.
        problems: why other things in the folder are no entries.

    Args:
        list_folder: is called on the other thread.
        what: is listed, for the log.
        parent: as of any object.
    """

    changed = Signal()
    # From the other thread to this one; None when it failed.
    _ended = Signal(object)

    def __init__(self, list_folder: Callable[[], Listing], what: str, parent: QObject) -> None:
        super().__init__(parent)
        self._list_folder = list_folder
        self._what = what
        self._is_known = False
        self.entries: tuple[Any, ...] = ()
        self.problems: tuple[MemStudioError, ...] = ()
        self._is_looking = self._looks_again = False
        self._ended.connect(self._on_ended)

    def start(self) -> None:
        """Look, now or after the look that is on."""
        if self._is_looking:
            self._looks_again = True
            return
        self._is_looking = True
        QThreadPool.globalInstance().start(self._look)

    def _look(self) -> None:
        listing: Listing | None = None
        try:
            listing = self._list_folder()
        except Exception:  # noqa: BLE001 - the window goes on without the list
            _log.exception("%s could not be listed", self._what)
        tell(self._ended, listing)

    @Slot(object)
    def _on_ended(self, listing: Listing | None) -> None:
        self._is_looking = False
        if self._looks_again:
            self._looks_again = False
            self.start()
        if listing is not None:
            self._take(listing)

    def _take(self, listing: Listing) -> None:
        is_new = not self._is_known or listing.entries != self.entries
        # Two errors that say the same are not equal.
        is_new = is_new or [*map(str, listing.problems)] != [*map(str, self.problems)]
        self.entries, self.problems, self._is_known = listing.entries, listing.problems, True
        if is_new:
            self.changed.emit()
