"""Looking into a folder of the user's on a thread of its own, since other programs keep things there too."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.gui.background_pool import tell

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class FolderLook(QObject):
    """One look at a time; one that is asked for meanwhile comes after it.

    Signals:
        listed: what `entries` gave; nothing is told when it failed, and the window goes on without.

    Args:
        entries: lists the folder, and is called on the other thread.
        what: is listed, for the log.
        parent: as of any object.
    """

    listed = Signal(object)
    # From the other thread to this one; None when it failed.
    _ended = Signal(object)

    def __init__(self, entries: Callable[[], object], what: str, parent: QObject) -> None:
        super().__init__(parent)
        self._entries = entries
        self._what = what
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
        listing: object = None
        try:
            listing = self._entries()
        except Exception:  # noqa: BLE001 - the window goes on without the list
            _log.exception("%s could not be listed", self._what)
        tell(self._ended, listing)

    @Slot(object)
    def _on_ended(self, listing: object) -> None:
        self._is_looking = False
        if self._looks_again:
            self._looks_again = False
            self.start()
        if listing is not None:
            self.listed.emit(listing)
