"""Reading a run's record while it may still grow: a little at a time, and each byte once.

For a run that another process trains, or that was trained before. Torch is not imported here.
"""

from __future__ import annotations

import errno
import time
from math import inf
from typing import TYPE_CHECKING

from memstudio.errors import TrainingError, marked
from memstudio.events import parse_events
from memstudio.training.run_folder import RunFolder, new_summary
from memstudio.training.run_summary import SILENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.events import RunEvent
    from memstudio.training.run_summary import Owner, RunSummary

_PASSING = {
    errno.EAGAIN, errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN,
    errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH,
}  # fmt: skip
"""What a folder on another computer gives now and then, and no longer a little later."""

_AT_ONCE = 64 * 1024
"""Bytes a reading: some 200 events, which a window takes in between two pictures."""


class RunFollower:
    """Gives the events of a run in order, those that are there first and then those that come.

    Call `read` again and again: at once while `is_behind`, now and then after, until `is_over`.

    Attributes:
        folder: the run's folder.
        summary: where the run stands after the events read so far.
        is_behind: there is more to be read at once.
        is_over: all has been read, and no process is at work on the run.

    Raises:
        TrainingError: there is no run in `path`, or its run.toml cannot be read.
    """

    def __init__(self, path: Path | str, at_once: int = _AT_ONCE) -> None:
        self.folder = RunFolder.open(path)
        self.summary: RunSummary = new_summary(self.folder.path, self.folder.config())
        self.is_behind = True
        self.is_over = False
        self._at_once = at_once
        self._place = 0
        self._found = 0
        # When a process elsewhere was last heard of, by this computer's clock and by its own.
        self._heard = -inf
        self._seen: float | None = None
        # A line that is not yet whole: what comes next belongs to it.
        self._torn = b""

    @property
    def state(self) -> str:
        """The run's state; "reading" as long as its record has not been read to its end."""
        if self.is_behind:
            return "reading"
        if self.is_over and self.summary.is_active:
            return "interrupted"
        return self.summary.state

    def read(self) -> tuple[RunEvent, ...]:
        """The next events; none when there is nothing new.

        Raises:
            TrainingError: the record is there and cannot be read.
        """
        # Asked before reading: what a process writes before it ends is then read here.
        owner = self.folder.owner()
        new = self._next_bytes()
        if new is None:
            return ()
        has_grown = bool(new) and not self.is_behind
        is_on = owner is not None and (self._is_heard_of(owner, has_grown) or owner.is_alive())
        *lines, self._torn = (self._torn + new).split(b"\n")
        self.is_behind = self._found == self._at_once
        self.is_over = not self.is_behind and not is_on
        found = tuple(parse_events(lines))
        if self.is_over and (last := tuple(parse_events([self._torn]))):
            # It was whole but for its end, which nobody may write any more.
            found, self._torn = found + last, b""
        for event in found:
            self.summary = self.summary.after(event)
        return found

    def _is_heard_of(self, owner: Owner, has_grown: bool) -> bool:
        """Whether a process elsewhere has done something lately, by the clock of this computer.

        That other's clock, which `Owner` goes by, may be an hour off.
        """
        if has_grown or self._seen not in {None, owner.seen}:
            self._heard = time.monotonic()
        self._seen = owner.seen
        return owner.is_elsewhere and time.monotonic() - self._heard < SILENCE_SECONDS

    def _next_bytes(self) -> bytes | None:
        """What is there of the next part; None when nothing can be said at the moment."""
        path = self.folder.metrics
        self._found = 0
        try:
            with path.open("rb") as file:
                file.seek(self._place)
                new = file.read(self._at_once)
        except FileNotFoundError:
            return b""
        except OSError as error:
            if error.errno in _PASSING:
                return None
            raise TrainingError(
                marked("errors", "The run's record {path} cannot be read ({reason})."),
                path=str(path), reason=error.strerror or str(error),
            ) from error  # fmt: skip
        # Over a network the length of a file may come before what is in it, as zeros.
        new = new.partition(b"\0")[0]
        self._found = len(new)
        self._place += len(new)
        return new
