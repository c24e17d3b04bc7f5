"""Trackio: into its own folder on this computer, where `trackio show` finds it."""

from __future__ import annotations

import inspect
import io
import logging
import os
import sys
import threading
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from memstudio.training.trackers.tracker import TrackedRun

_log = logging.getLogger(__name__)

_MARK = "trackio.txt"
"""In the folder of a run that Trackio knows: project and name."""

_PLACES = ("TRACKIO_SPACE_ID", "TRACKIO_SERVER_URL", "TRACKIO_BUCKET_ID")
"""What says to Trackio that it should send, and where to."""


def make() -> TrackioTracker:
    """A tracker, not yet begun."""
    return TrackioTracker()


class TrackioTracker:
    """One run there; a run that goes on is the same one."""

    def __init__(self) -> None:
        self._run: Any = None

    def begin(self, run: TrackedRun) -> None:
        """Open the run; `trackio` is imported here."""
        settings, mark = run.settings, run.folder / _MARK
        with _alone(is_alone=not settings.online), _quiet():
            import trackio

            # Older versions do not watch the computer, and know no word for it.
            known = inspect.signature(trackio.init).parameters
            watching = {"auto_log_gpu": False, "auto_log_cpu": False, "embed": False}
            self._run = trackio.init(
                project=settings.project,
                name=run.name,
                group=settings.tags[0] if settings.tags else None,
                config={**run.config, "tags": list(settings.tags), "folder": str(run.folder)},
                # By name alone: another run that is called the same is not gone on with.
                resume="allow" if mark.exists() else "never",
                **{name: value for name, value in watching.items() if name in known},
            )
        write_text(mark, f"{settings.project}\n{run.name}\n")

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Hand on the numbers of a step."""
        self._run.log(dict(values), step=step)

    def end(self, *, has_failed: bool) -> None:
        """Close the run."""
        with _quiet():
            self._run.finish()


@contextmanager
def _alone(*, is_alone: bool) -> Iterator[None]:
    """Let nothing in the environment send what the user wants to keep here."""
    hidden = {name: os.environ.pop(name) for name in _PLACES if is_alone and name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what it prints off the standard output, which is not its own."""
    ear = _Ear(sys.stdout)
    with redirect_stdout(ear):
        yield
    for line in ear.said.getvalue().splitlines():
        _log.info("trackio: %s", line)


class _Ear:
    """Keeps what is printed, but for what the main thread says: a tracker may hang for ever."""

    def __init__(self, other: Any) -> None:
        self.said = io.StringIO()
        self._other = other

    def write(self, text: str) -> int:
        is_ours = threading.current_thread() is threading.main_thread()
        where = self._other if is_ours and self._other is not None else self.said
        return int(where.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)
