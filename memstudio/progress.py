"""How long work reports on itself and is steered: pause, resume, stop.

Work is a plain function that takes a `Control`. It calls `checkpoint()` at every place where it
may be paused or stopped, at least once a step, and `report()` when there is something to show.
The window, the command line and the tests pass the same object.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is.

    Attributes:
        done: units finished.
        total: units in all, or 0 when not known.
        text: what is being done, already marked for translation; may have `{name}` fields.
        unit: what is counted: "bytes", "steps", "segments", ...
    """

    done: int
    total: int
    text: str = ""
    unit: str = ""


class Control:
    """Thread-safe flags that a long task polls, and the place where it reports its progress.

    The flags may be set from any thread. `on_progress` and `on_paused` are called on the thread
    of the work.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        on_paused: Callable[[bool], None] | None = None,
    ) -> None:
        self._on_progress = on_progress
        self._on_paused = on_paused
        self._may_run = threading.Event()
        self._may_run.set()
        self._cancel = threading.Event()
        self._stop = threading.Event()

    def pause(self) -> None:
        """Ask the work to hold at its next checkpoint; everything stays in place."""
        self._may_run.clear()

    def resume(self) -> None:
        """Let paused work go on."""
        self._may_run.set()

    def stop(self) -> None:
        """Ask the work to end after the current step and keep what it has."""
        self._stop.set()
        self._may_run.set()

    def cancel(self) -> None:
        """Ask the work to end and drop what it was making."""
        self._cancel.set()
        self._may_run.set()

    @property
    def is_paused(self) -> bool:
        """Whether a pause has been asked for and not taken back."""
        return not self._may_run.is_set()

    @property
    def is_stop_requested(self) -> bool:
        """Whether the work should end and keep what it has."""
        return self._stop.is_set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the work should end and drop what it was making."""
        return self._cancel.is_set()

    def checkpoint(self, while_paused: Callable[[], None] | None = None) -> None:
        """Hold here while paused; raise when cancelled.

        Args:
            while_paused: called about 50 times a second during a pause, so that the thread that
                owns the model can serve other requests (generate, trace) meanwhile.

        Raises:
            Cancelled: the work was cancelled.
        """
        if not self._may_run.is_set():
            if self._on_paused:
                self._on_paused(True)
            while not self._may_run.wait(0.02):
                if while_paused:
                    while_paused()
            if self._on_paused and not self._cancel.is_set():
                self._on_paused(False)
        if self._cancel.is_set():
            raise Cancelled

    def report(self, done: int, total: int, text: str = "", unit: str = "") -> None:
        """Say how far the work is."""
        if self._on_progress:
            self._on_progress(Progress(done, total, text, unit))

    def without_reports(self) -> Control:
        """The same flags for a part of the work whose own progress nobody is to see."""
        return _Quiet(self)


class _Quiet(Control):
    """Holds and ends with another control, and reports nothing."""

    def __init__(self, whole: Control) -> None:
        super().__init__()
        self._whole = whole

    @property
    @override
    def is_paused(self) -> bool:
        return self._whole.is_paused

    @property
    @override
    def is_stop_requested(self) -> bool:
        return self._whole.is_stop_requested

    @property
    @override
    def is_cancelled(self) -> bool:
        return self._whole.is_cancelled

    @override
    def checkpoint(self, while_paused: Callable[[], None] | None = None) -> None:
        self._whole.checkpoint(while_paused)
