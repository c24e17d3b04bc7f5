"""Tells of a run: to its folder, to TensorBoard and other trackers, and to whoever watches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.events import RunFailed, RunStarted, StepFinished, TrackerLost
from memstudio.training.trackers.feed import TrackerFeed
from memstudio.training.trackers.scalars import scalars_of
from memstudio.training.trackers.tensorboard import TensorBoardFiles
from memstudio.training.trackers.tracker import TrackedRun, tracker
from memstudio.training.tracking_settings import TITLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.events import RunEvent
    from memstudio.progress import Control
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_writer import RunWriter

# Whoever watches gets steps at most this often.
_SECONDS_BETWEEN_STEPS = 0.05


class RunReporter:
    """Writes every event down, and hands it on.

    Steps that come faster than about 20 a second are handed on together, as one event with the
    numbers of the last and the mean of their losses; on disk each has its line.

    Args:
        writer: the run's folder, held for this process; None when another process writes, and this
            one has nothing to tell.
        on_event: called on the thread of the run.
        control: its progress is kept, too.
    """

    def __init__(
        self, writer: RunWriter | None, on_event: Callable[[RunEvent], None], control: Control
    ) -> None:
        self._writer = writer
        self._on_event = on_event
        self._control = control
        self._held: list[StepFinished] = []
        self._handed_on = -_SECONDS_BETWEEN_STEPS
        self._tensorboard = TensorBoardFiles(writer.folder.tensorboard) if writer else None
        self._feeds = _feeds_of(writer.folder) if writer else []
        self._step = 0
        self._has_failed = False

    def emit(self, event: RunEvent) -> None:
        """Tell of an event.

        Raises:
            StorageError: the run's folder cannot be written.
        """
        if self._writer is None:
            return
        self._writer.append(event)
        self._step = getattr(event, "step", self._step)
        self._has_failed |= isinstance(event, RunFailed)
        self._track(event)
        self._say_what_is_lost()
        if isinstance(event, StepFinished):
            self._held.append(event)
            if time.monotonic() - self._handed_on >= _SECONDS_BETWEEN_STEPS:
                self._hand_on()
            return
        self._hand_on()
        self._on_event(event)

    def close(self) -> None:
        """Hand on what is held, and let TensorBoard and the trackers finish."""
        self._hand_on()
        if self._tensorboard is not None:
            self._tensorboard.close()
        for feed in self._feeds:
            feed.close(has_failed=self._has_failed)
        self._say_what_is_lost()
        self._feeds.clear()

    def _hand_on(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, []
        self._handed_on = time.monotonic()
        last = held[-1]
        if len(held) > 1:
            last = last.model_copy(update={"loss": sum(step.loss for step in held) / len(held)})
        self._on_event(last)
        self._control.report(last.step, last.total_steps, marked("progress", "Training"), "steps")

    def _track(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted) and self._tensorboard is not None:
            self._tensorboard.begin(event.first_step)
        values = scalars_of(event)
        if not values:
            return
        step = getattr(event, "step", 0)
        if self._tensorboard is not None:
            self._tensorboard.log(values, step)
        for feed in self._feeds:
            feed.put(values, step)

    def _say_what_is_lost(self) -> None:
        """Say of each tracker that is told no more why, once."""
        for feed in [feed for feed in self._feeds if feed.trouble is not None]:
            self._feeds.remove(feed)
            self.emit(
                TrackerLost(step=self._step, tracker=TITLES[feed.name], reason=feed.trouble or "")
            )


def _feeds_of(folder: RunFolder) -> list[TrackerFeed]:
    """What the run's configuration names, already at work."""
    config = folder.config()
    run = TrackedRun(folder.path, config.model_dump(mode="json"), config.tracking)
    return [TrackerFeed(name, tracker(name), run) for name in config.tracking.trackers]
