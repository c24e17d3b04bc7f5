"""Telling a tracker, on a thread of its own: one that hangs or breaks holds no run up."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.training.trackers.tracker import TrackedRun, Tracker
    from memstudio.training.tracking_settings import TrackerName

_log = logging.getLogger(__name__)

_SECONDS_TO_END = 30.0
# What a tracker that hangs is not told any more.
_MOST_WAITING = 200_000


@dataclass(frozen=True)
class _End:
    has_failed: bool


class TrackerFeed:
    """Hands on what happens to one tracker.

    Attributes:
        name: of the tracker.
        trouble: why it is told no more; None while all is well.

    Args:
        name: of the tracker.
        tracker: not yet begun.
        run: that it is told of.
    """

    def __init__(self, name: TrackerName, tracker: Tracker, run: TrackedRun) -> None:
        self.name = name
        self.trouble: str | None = None
        self._tracker = tracker
        self._run = run
        self._waiting: queue.Queue[tuple[Mapping[str, float], int] | _End] = queue.Queue(
            _MOST_WAITING
        )
        # A process that ends does not wait for it.
        self._thread = threading.Thread(target=self._work, name=f"tracker-{name}", daemon=True)
        self._thread.start()

    def put(self, values: Mapping[str, float], step: int) -> None:
        """Tell of a step; returns at once."""
        if self.trouble is not None:
            return
        try:
            self._waiting.put_nowait((values, step))
        except queue.Full:
            self.trouble = "it takes nothing in any more"

    def close(self, *, has_failed: bool, seconds: float = _SECONDS_TO_END) -> None:
        """Tell the tracker that the run is over, and give it some time to finish."""
        if self.trouble is None:
            try:
                self._waiting.put_nowait(_End(has_failed))
            except queue.Full:
                self.trouble = "it takes nothing in any more"
                return
        self._thread.join(seconds)
        if self._thread.is_alive() and self.trouble is None:
            self.trouble = f"it did not finish within {seconds:.0f} s"

    def _work(self) -> None:
        try:
            self._tracker.begin(self._run)
            while not isinstance(found := self._waiting.get(), _End):
                self._tracker.log(*found)
            self._tracker.end(has_failed=found.has_failed)
        except BaseException as error:  # noqa: BLE001 - of a package that is not ours: whatever it raises
            _log.warning("%s is told no more", self.name, exc_info=True)
            self.trouble = f"{type(error).__name__}: {error}".splitlines()[0]
