"""Writing a run's folder: one process at a time, one line an event."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, BinaryIO, Self

import filelock

from memstudio.atomic import writing
from memstudio.errors import TrainingError, marked
from memstudio.events import GradientMeasured, StepFinished
from memstudio.leftovers import temporary_beside
from memstudio.log import LogFile
from memstudio.training.run_folder import SUMMARY, RunFolder, new_summary
from memstudio.training.run_summary import SILENCE_SECONDS, Owner, RunSummary

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from memstudio.events import RunEvent

_LOCK = ".lock"
_SUMMARY_SECONDS = 2.0
_HEARTBEAT_SECONDS = SILENCE_SECONDS / 3
_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RunWriter:
    """Holds a run's folder for this process and writes its events, summary and log.

    The lock is the system's own: it is free as soon as its process is gone, however it went.

    Args:
        folder: of the run.
        last_step: of its checkpoints when the run was looked at, 0 without one; None when it does
            not matter whether the run was gone on with since then.

    Raises:
        TrainingError: another process, or another part of this one, is at work on the run, or has
            been since it was looked at.
        StorageError: the folder cannot be written.
    """

    def __init__(self, folder: RunFolder, last_step: int | None = None) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(folder.path / _LOCK, timeout=0)
        self._take_lock()
        # Events and heartbeats come from two threads.
        self._writing = threading.RLock()
        self._is_closed = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="run-heartbeat", daemon=True)
        try:
            if last_step is not None:  # before the summary says something else
                self._check_stands_at(last_step)
            self._owner: Owner | None = Owner.this_process()
            self._summary = self._standing()
            with writing(folder.metrics):
                _end_torn_line(folder.metrics)
                self._metrics: BinaryIO = folder.metrics.open("ab")
            self._summary_written = 0.0
            self._log = _log_to(folder.log)
            self._write_summary()
            self._heart.start()
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def append(self, event: RunEvent) -> None:
        """Write an event down, so that it is there even when this process dies next.

        What is said of more than a step is there after a power cut, too.

        Raises:
            StorageError: the disk is full, or the folder has gone.
        """
        is_milestone = not isinstance(event, StepFinished | GradientMeasured)
        with writing(self.folder.metrics):
            self._metrics.write(event.to_line().encode() + b"\n")
            self._metrics.flush()
            if is_milestone:
                os.fsync(self._metrics.fileno())
        with self._writing:
            self._summary = self._summary.after(event)
        if is_milestone:
            logging.getLogger(__name__).info("%s", event.to_line())
        if is_milestone or time.monotonic() - self._summary_written > _SUMMARY_SECONDS:
            self._write_summary()

    def close(self) -> None:
        """Let the run go."""
        if not self._lock.is_locked:
            return
        self._is_closed.set()
        self._heart.join()
        with suppress(OSError):
            self._metrics.close()
        self._owner = None
        if self.folder.path.is_dir():
            self._write_summary()
        logger = logging.getLogger("memstudio")
        logger.removeHandler(self._log)
        self._log.close()
        self._lock.release()

    def _beat(self) -> None:
        """Be heard of on other computers in a long step, and in a pause, which has no events."""
        while not self._is_closed.wait(_HEARTBEAT_SECONDS):
            if self.folder.path.is_dir():
                self._write_summary()

    def _take_lock(self) -> None:
        with writing(self.folder.path):
            try:
                self._lock.acquire()
            except filelock.Timeout as error:
                raise TrainingError(
                    marked("errors", "The run {name} is being trained already, here or by another program. Stop it there first."),
                    name=self.folder.name,
                ) from error  # fmt: skip

    def _check_stands_at(self, step: int) -> None:
        """Make sure that nobody went on with the run while this process prepared to."""
        was_ended = self.folder.metrics.exists() and self.folder.summary().state == "completed"
        if was_ended or (self.folder.checkpoint_steps() or [0])[-1] != step:
            raise TrainingError(
                marked("errors", "The run {name} was gone on with meanwhile, by another program or window. Look where it stands now, and try again."),
                name=self.folder.name,
            )  # fmt: skip

    def _standing(self) -> RunSummary:
        if self.folder.metrics.exists():
            return replace(self.folder.summary(), state="running")
        return new_summary(self.folder.path, self.folder.config())

    def _write_summary(self) -> None:
        """Replace the summary; it is only a copy, so it is not worth an error or an fsync."""
        with self._writing:
            self._replace_summary()

    def _replace_summary(self) -> None:
        self._summary_written = time.monotonic()
        owner = asdict(replace(self._owner, seen=time.time())) if self._owner else None
        content = json.dumps({"run": self._summary.to_json(), "owner": owner})
        try:
            summary = self.folder.path / SUMMARY
            temporary = temporary_beside(summary)
            temporary.write_text(content, encoding="utf-8")
            temporary.replace(summary)
        except OSError:
            logging.getLogger(__name__).warning("the summary was not written", exc_info=True)


def _end_torn_line(path: Path) -> None:
    """Give a line that was cut short by a crash its end, so that the next one is not lost too."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb+") as file:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")


def _log_to(path: Path) -> logging.Handler:
    logger = logging.getLogger("memstudio")
    handler = LogFile(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_LOG_FORMAT))
    handler.setLevel(logging.INFO)
    if logger.level == logging.NOTSET or logger.level > logging.INFO:
        logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler
