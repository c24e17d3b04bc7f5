"""Reading a run's record while it may still grow: a little at a time, and each byte once.

For a run that another process trains, or that was trained before. Torch is not imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import TrainingError, marked
from memstudio.events import parse_events
from memstudio.training.run_folder import RunFolder, new_summary

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.events import RunEvent
    from memstudio.training.run_summary import RunSummary

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
        is_on = self.folder.is_being_trained()
        new = self._next_bytes()
        *lines, self._torn = (self._torn + new).split(b"\n")
        self.is_behind = len(new) == self._at_once
        self.is_over = not self.is_behind and not is_on
        if self.is_over:
            # Nobody will finish a line that was cut short; it may be whole but for its end.
            lines.append(self._torn)
            self._torn = b""
        found = tuple(parse_events(lines))
        for event in found:
            self.summary = self.summary.after(event)
        return found

    def _next_bytes(self) -> bytes:
        path = self.folder.metrics
        try:
            with path.open("rb") as file:
                file.seek(self._place)
                new = file.read(self._at_once)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise TrainingError(
                marked("errors", "The run's record {path} cannot be read ({reason})."),
                path=str(path), reason=error.strerror or str(error),
            ) from error  # fmt: skip
        self._place += len(new)
        return new
