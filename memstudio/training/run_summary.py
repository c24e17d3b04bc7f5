"""A run in one row: what a list of runs shows. Folded from the run's events, one at a time."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import psutil
from pydantic import TypeAdapter

from memstudio import events
from memstudio.leftovers import here

# Another computer's run counts as running as long as it was heard of within this time.
SILENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Where a run stands.

    Attributes:
        name: of the run's folder.
        path: of the run's folder.
        state: "running", "paused", "stopped", "completed", "failed" or "interrupted" (its process
            ended without a word).
        step: the last finished step.
        total_steps: steps in all.
        model: what was trained, as the configuration names it.
        data: the files and folders, as the configuration names them.
        created: seconds since 1970.
        loss: of the last step's batch; None before the first.
        loss_before: held-out, before the first step; None for a branch that reads other samples.
        loss_after: held-out, as last measured; when the run is over, of the model that was kept.
        loss_memory_reset: held-out, as last measured with the memory reset before each segment.
        memory: the kind of memory; empty when it is not known.
        trains: which weights change, as the configuration names it; empty when it is not known.
        seconds: of training, pauses left out; None before the first step.
        title: the name that a person gave it; empty when it is called like its folder.
        tags: words that a person put on it.
        notes: what a person wrote about it.
        alarms: what was wrong with the memory when it was last looked at, by name.
        crossings: what was wrong with it at any time, by name, each with the step at which it
            first was.
    """

    name: str
    path: Path
    state: str
    step: int
    total_steps: int
    model: str
    data: tuple[str, ...]
    created: float
    loss: float | None = None
    loss_before: float | None = None
    loss_after: float | None = None
    loss_memory_reset: float | None = None
    memory: str = ""
    trains: str = ""
    seconds: float | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    alarms: tuple[str, ...] = ()
    crossings: tuple[tuple[str, int], ...] = ()

    def after(self, event: events.RunEvent) -> RunSummary:
        """The row after one more event."""
        changes: dict[str, Any] = {}
        match event:
            case events.RunStarted():
                changes = {"state": "running", "total_steps": event.total_steps}
            case events.StepFinished():
                changes = {"step": event.step, "loss": event.loss, "seconds": event.elapsed}
            case events.Validated():
                changes = self._validated(event)
            case events.MemoryHealth():
                changes = {"alarms": event.alarms, "crossings": self._crossings_after(event)}
            case events.RunPaused() | events.RunResumed() | events.RunFailed():
                changes = {"state": _STATE_AFTER[event.event]}
            case events.RunFinished():
                changes = {
                    "state": event.reason,
                    "step": event.step,
                    "loss_after": event.loss_after,
                }
                if "loss_memory_reset" in event.model_fields_set:
                    # Older runs do not say it.
                    changes["loss_memory_reset"] = event.loss_memory_reset
            case events.RunBranched():
                # Nobody is at work on it yet, and it can be gone on with.
                changes = {"state": "stopped", "step": event.step}
                changes["total_steps"] = event.total_steps
        return replace(self, **changes)

    def _validated(self, event: events.Validated) -> dict[str, Any]:
        if event.step == 0:
            return {"loss_before": event.loss if self.loss_before is None else self.loss_before}
        # Of the same weights, or none: else a difference would be read into the two.
        return {"loss_after": event.loss, "loss_memory_reset": event.loss_memory_reset}

    def _crossings_after(self, event: events.MemoryHealth) -> tuple[tuple[str, int], ...]:
        # A run that went on from a checkpoint does steps again.
        kept = {name: step for name, step in self.crossings if step < event.step}
        return tuple({**dict.fromkeys(event.alarms, event.step), **kept}.items())

    @property
    def shown_name(self) -> str:
        """What lists call it."""
        return self.title or self.name

    @property
    def is_active(self) -> bool:
        """Whether a process is at work on it, as far as this row knows."""
        return self.state in {"running", "paused"}

    def matches(self, text: str) -> bool:
        """Whether every word of `text` is somewhere in what the row says of the run."""
        words = text.lower().split()
        if not words:
            return True
        parts = (
            self.title, self.name, self.model, *self.data, self.memory, *self.tags, self.notes,
        )  # fmt: skip
        said = "\n".join(parts).lower()
        return all(word in said for word in words)

    def to_json(self) -> dict[str, Any]:
        """The row as plain JSON values, without what the folder itself says and people write."""
        return {name: value for name, value in asdict(self).items() if name not in _ELSEWHERE}

    @classmethod
    def from_json(cls, path: Path, values: dict[str, Any]) -> RunSummary:
        """The row from `to_json`'s values.

        What a newer version added is passed over; what an older one did not know stays empty.

        Raises:
            ValueError, TypeError, AttributeError: something is missing, or of another kind.
        """
        kept = {name: value for name, value in values.items() if name in _KEPT}
        summary = _summaries.validate_python({**kept, "name": path.name, "path": path})
        _refuse_beyond(summary.step, summary.total_steps, summary.created)
        return summary


_STATE_AFTER = {"run_paused": "paused", "run_resumed": "running", "run_failed": "failed"}
_ELSEWHERE = frozenset({"name", "path", "title", "tags", "notes"})
_KEPT = frozenset(field.name for field in fields(RunSummary)) - _ELSEWHERE


_LARGEST = 1 << 36
"""Beyond all steps, and all seconds since 1970 that a calendar knows."""


def _refuse_beyond(*numbers: float) -> None:
    if not all(abs(number) < _LARGEST for number in numbers):
        raise ValueError("a number is beyond all that there are")


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that is at work on a run.

    Attributes:
        pid: its number.
        started: when it was started, because numbers are used again; on Linux in seconds since the
            computer was.
        host: the computer it runs on.
        seen: when it was last heard of, seconds since 1970.
    """

    pid: int
    started: float
    host: str
    seen: float

    @classmethod
    def this_process(cls) -> Owner:
        """The process that asks."""
        return cls(os.getpid(), _started(os.getpid()), here(), seen=time.time())

    @property
    def is_elsewhere(self) -> bool:
        """Whether its number says nothing here: on another computer, or in another container."""
        return self.host != here()

    @classmethod
    def from_json(cls, values: Any) -> Owner:
        """The process that a summary names.

        Raises:
            ValueError: something is missing, or of another kind.
        """
        owner = _owners.validate_python(values)
        _refuse_beyond(owner.pid, owner.started, owner.seen)
        return owner

    def is_alive(self) -> bool:
        """Whether it still runs; for another computer, whether it was heard of lately."""
        if self.is_elsewhere:
            return self._is_heard_of()
        try:
            if psutil.Process(self.pid).status() == psutil.STATUS_ZOMBIE:
                return False  # it has ended, and nobody has asked how
            return abs(_started(self.pid) - self.started) < 1.0
        except (psutil.Error, OSError, ValueError, IndexError, OverflowError):
            return False

    def _is_heard_of(self) -> bool:
        """Whether another computer has told of it lately, by the clock of this one.

        That other's may be an hour off: it says how long ago this was when it is looked at first, and
        from then on that it tells another time.
        """
        who, now = (self.host, self.pid, self.started), time.monotonic()
        seen, heard = _heard.get(who, (self.seen, now - max(0.0, time.time() - self.seen)))
        _heard[who] = (self.seen, heard if seen == self.seen else now)
        return now - _heard[who][1] < SILENCE_SECONDS


# Of processes elsewhere: when they said that they were last at work, and when that was first read here.
_heard: dict[tuple[str, int, float], tuple[float, float]] = {}


def _started(pid: int) -> float:
    """When a process began, in seconds that no setting of the clock changes, as far as there are such."""
    if psutil.LINUX:
        # psutil takes the clock's idea of when the computer was started, which follows the clock.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return float(psutil.Process(pid).create_time())


_summaries = TypeAdapter(RunSummary)
_owners = TypeAdapter(Owner)
