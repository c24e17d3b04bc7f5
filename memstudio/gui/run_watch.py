"""Follows a run on disk on the window's clock: long records in small parts, live ones each second.

Nothing is waited for here: a folder on another computer may keep whoever reads it waiting, and may
not say when something in it changes. So a thread in the background reads, and looks again and again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot

from memstudio.errors import MemStudioError
from memstudio.gui.background_pool import tell
from memstudio.training.run_follower import RunFollower

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.training.run_summary import RunSummary

_log = logging.getLogger(__name__)

_LOOK_EVERY_MS = 1000
_LOOK_AFTER_MS = 5000
"""At a run that nobody is at work on, but that can be gone on with."""


class RunWatch(QObject):
    """One run at a time; a run that is complete is not looked at again.

    Signals:
        run_read: a tuple of new events, perhaps empty, and the run's state after them. Comes for
            every part of a long record, and then whenever something has changed.
        reading_failed: a `MemStudioError`; nothing more comes.
    """

    run_read = Signal(object, str)
    reading_failed = Signal(object)
    # From the background thread to this one: the follower, and its events or what was wrong.
    _part_read = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._follower: RunFollower | None = None
        self._state = ""
        self._is_over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._part_read.connect(self._on_part_read)

    @property
    def is_watching(self) -> bool:
        """Whether more is to come, as far as is known."""
        return self._follower is not None and not self._is_over

    def start(self, folder: Path) -> RunSummary:
        """Read the run in `folder` from its beginning, and follow it.

        Returns:
            What is known of it before anything of its record has been read.

        Raises:
            TrainingError: there is no run, or its settings cannot be read.
        """
        follower = RunFollower(folder)
        self._follower = follower
        self._state = ""
        self._is_over = False
        self._timer.start(0)
        return follower.summary

    def stop(self) -> None:
        """Follow no more."""
        self._timer.stop()
        self._follower = None

    @Slot()
    def _on_timer_timeout(self) -> None:
        follower = self._follower
        if follower is not None:
            QThreadPool.globalInstance().start(lambda: self._read(follower))

    def _read(self, follower: RunFollower) -> None:
        # On a background thread, which has the follower to itself until this has been heard.
        found: object
        try:
            found = follower.read()
        except MemStudioError as error:
            found = error
        except Exception:  # noqa: BLE001 - the window works without
            _log.exception("the record of %s could not be read", follower.folder.path)
            found = ()
        tell(self._part_read, follower, found)

    @Slot(object, object)
    def _on_part_read(self, follower: RunFollower, found: object) -> None:
        if follower is not self._follower:
            return  # of a run that was looked at before
        if isinstance(found, MemStudioError):
            self.stop()
            self.reading_failed.emit(found)
            return
        self._is_over = follower.is_over
        if not follower.is_over:
            self._timer.start(0 if follower.is_behind else _LOOK_EVERY_MS)
        elif follower.state != "completed":
            # It may be taken up again, or its computer be heard of again.
            self._timer.start(_LOOK_AFTER_MS)
        if found or follower.state != self._state:
            self._state = follower.state
            self.run_read.emit(found, follower.state)
