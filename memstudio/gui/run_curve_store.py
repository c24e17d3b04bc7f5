"""Reads the records of the runs that are compared, on one background thread, and keeps them."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from memstudio.errors import MemStudioError
from memstudio.gui.background_pool import BackgroundPool, tell
from memstudio.training.run_curves import CurveReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.training.run_curves import RunCurves

_log = logging.getLogger(__name__)

_LOOK_EVERY_MS = 1000
_TELL_EVERY = 0.25
"""Seconds: a long record is drawn while it is read."""
_LOOK_AGAIN = 5.0
"""Seconds: a run that was stopped may be gone on with."""


class RunCurveStore(QObject):
    """What was read is kept; runs that still grow are read on.

    Signals:
        curves_read: the run's folder, and its `RunCurves` so far.
        reading_failed: the run's folder, and a `MemStudioError`; it is not read again.
    """

    curves_read = Signal(object, object)
    reading_failed = Signal(object, object)
    _reading_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.curves: dict[Path, RunCurves] = {}
        self._readers: dict[Path, CurveReader] = {}
        self._failed: set[Path] = set()
        self._gone: set[Path] = set()
        # When a run was last looked at that had ended before all its steps.
        self._looked: dict[Path, float] = {}
        self._wanted: tuple[Path, ...] = ()
        self._is_reading = False
        self._is_stopped = threading.Event()
        self._pool = BackgroundPool(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._read_on)
        self.curves_read.connect(self._on_curves_read)
        self._reading_ended.connect(self._on_reading_ended)
        self.destroyed.connect(self._is_stopped.set)

    def want(self, folders: Sequence[Path]) -> None:
        """Read these, and follow those that grow; what is not wanted is not read on."""
        self._wanted = tuple(folders)
        # What was moved to the trash may have come back.
        self._gone.clear()
        self._looked.clear()
        if self._wanted:
            self._timer.start()
        else:
            self._timer.stop()
        self._read_on()

    def stop(self) -> None:
        """Read no more, and wait for what is being read."""
        self._is_stopped.set()
        self._timer.stop()
        self._pool.waitForDone(5_000)

    @property
    def is_reading(self) -> bool:
        """Whether something that is wanted has not been read to its end."""
        return self._is_reading

    @Slot()
    def _read_on(self) -> None:
        if self._is_reading or self._is_stopped.is_set() or not self._due():
            return
        self._is_reading = True
        self._pool.start(self._read)

    def _due(self) -> list[Path]:
        left_out = self._failed | self._gone
        return [path for path in self._wanted if path not in left_out and not self._is_done(path)]

    def _is_done(self, path: Path) -> bool:
        reader = self._readers.get(path)
        if reader is None or not reader.follower.is_over:
            return False
        if reader.follower.state == "completed":
            return True
        return time.monotonic() - self._looked.get(path, -_LOOK_AGAIN) < _LOOK_AGAIN

    def _read(self) -> None:
        # On the background thread; the readers are touched here only, one reading at a time.
        for path in self._due():
            try:
                self._read_one(path)
            except MemStudioError as error:
                if not path.exists():
                    self._gone.add(path)
                    continue
                self._failed.add(path)
                tell(self.reading_failed, path, error)
            except Exception:  # noqa: BLE001 - the other curves are drawn
                _log.exception("the record of %s could not be read", path)
                self._failed.add(path)
        tell(self._reading_ended)

    def _read_one(self, path: Path) -> None:
        reader = self._readers.get(path)
        if reader is None:
            reader = self._readers[path] = CurveReader(path)
        is_new = path not in self.curves
        self._looked[path] = time.monotonic()
        told = time.monotonic()
        while not self._is_stopped.is_set() and path in self._wanted:
            is_new = reader.read() or is_new
            if not reader.follower.is_behind:
                break
            if is_new and time.monotonic() - told > _TELL_EVERY:
                tell(self.curves_read, path, reader.curves())
                is_new, told = False, time.monotonic()
        if is_new:
            tell(self.curves_read, path, reader.curves())

    @Slot(object, object)
    def _on_curves_read(self, path: Path, curves: RunCurves) -> None:
        self.curves[path] = curves

    @Slot()
    def _on_reading_ended(self) -> None:
        self._is_reading = False
        # Others may be wanted since; those that grow are looked at when the clock says so.
        if any(path not in self._readers for path in self._due()):
            self._read_on()
