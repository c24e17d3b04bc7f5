"""Where the run on show stands: one of this window, or one read from its folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio import events
from memstudio.errors import MemStudioError
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class RunView:
    """Where a run stands.

    Attributes:
        state: "running", "pausing", "paused", "stopping", "completed", "stopped" or "failed"; of a
            run from disk also "reading" (its record is being read), "unread" (it cannot be) and
            "interrupted" (its program ended without a word).
        folder: the run folder, once it is known.
        step: the last finished step.
        total_steps: steps in all.
        last_step: the last `StepFinished`, with loss, tokens/s, ETA and memory in use.
        is_from_disk: it is read from its folder: it was trained before, or another program is
            training it, so that it can be looked at and not steered.
        holds: name of the run that is held until this one ends; empty when none is.
    """

    state: str
    folder: str | None = None
    step: int = 0
    total_steps: int = 0
    last_step: events.StepFinished | None = None
    is_from_disk: bool = False
    holds: str = ""

    @classmethod
    def gone_on_with(cls, folder: str, holds: str = "") -> RunView:
        """Where a run stands that is being prepared to go on; of one that is damaged nothing is said."""
        run, step, total = RunFolder(Path(folder)), 0, 0
        with suppress(MemStudioError, OSError):
            step, total = (run.checkpoint_steps() or [0])[-1], run.config().steps
        return cls("running", folder, step, total, holds=holds)

    @property
    def name(self) -> str:
        """Of its folder."""
        return Path(self.folder).name if self.folder else ""

    @property
    def is_held(self) -> bool:
        """Whether it is a run of this window that holds, with model and optimiser in place."""
        return self.state == "paused" and not self.is_from_disk

    @property
    def is_active(self) -> bool:
        """Whether the worker of this window is still busy with it."""
        busy = self.state in {"running", "pausing", "paused", "stopping"}
        return busy and not self.is_from_disk

    @property
    def takes_model(self) -> bool:
        """Whether the model is in use for it, and free for nothing else."""
        return self.is_active and not self.is_held

    @property
    def is_on_elsewhere(self) -> bool:
        """Whether another program is at work on it."""
        return self.is_from_disk and self.state in {"running", "paused"}

    @property
    def has_all_steps(self) -> bool:
        """Whether nothing is trained any more; measuring and saving may go on for long."""
        return 0 < self.total_steps <= self.step

    @property
    def standing(self) -> tuple[str, bool, str | None]:
        """What those care for who do not follow every step: its state, and whose run it is."""
        return self.state, self.is_active, self.folder if self.is_from_disk else None

    def after_record(self, found: Iterable[events.RunEvent], state: str) -> RunView:
        """Where it stands after more of its record was read, in the state that its folder says."""
        run = self
        for event in found:
            run = run.after(event)
        return replace(run, state=state)

    def after(self, event: events.RunEvent) -> RunView:
        """Where it stands after one more event."""
        changes: dict[str, Any] = {}
        match event:
            case events.RunStarted():
                # A folder may have been moved since, so the one that it was read from counts.
                folder = self.folder if self.is_from_disk else event.run
                changes = {
                    "folder": folder,
                    "step": event.first_step,
                    "total_steps": event.total_steps,
                }
            case events.StepFinished():
                # How many there are says the run's start: an older branch has steps of its parent.
                total = self.total_steps or event.total_steps
                changes = {"step": event.step, "total_steps": total, "last_step": event}
            case events.RunPaused():
                changes = {"state": "paused", "step": event.step}
            case events.RunResumed():
                changes = {"state": "running"}
            case events.RunFinished():
                changes = {"state": event.reason}
            case events.RunFailed():
                changes = {"state": "failed"}
            case events.RunBranched():
                changes = {"step": event.step, "total_steps": event.total_steps}
        return replace(self, **changes)
