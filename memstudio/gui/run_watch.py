"""Follows a run on disk on the window's clock: long records in small parts, live ones each second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from memstudio.errors import MemStudioError
from memstudio.training.run_follower import RunFollower

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.training.run_summary import RunSummary

_LOOK_EVERY_MS = 1000


class RunWatch(QObject):
    """One run at a time; it stops by itself when the run is over.

    Signals:
        run_read: a tuple of new events, perhaps empty, and the run's state after them. Comes for
            every part of a long record, and then whenever something has changed.
        reading_failed: a `MemStudioError`; nothing more comes.
    """

    run_read = Signal(object, str)
    reading_failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._follower: RunFollower | None = None
        self._state = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_watching(self) -> bool:
        """Whether more may come."""
        return self._follower is not None

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
        self._timer.start(0)
        return follower.summary

    def stop(self) -> None:
        """Follow no more."""
        self._timer.stop()
        self._follower = None

    @Slot()
    def _on_timer_timeout(self) -> None:
        follower = self._follower
        if follower is None:
            return
        try:
            found = follower.read()
        except MemStudioError as error:
            self.stop()
            self.reading_failed.emit(error)
            return
        if follower.is_over:
            self.stop()
        else:
            self._timer.setInterval(0 if follower.is_behind else _LOOK_EVERY_MS)
        if found or follower.state != self._state:
            self._state = follower.state
            self.run_read.emit(found, follower.state)
