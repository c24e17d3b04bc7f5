"""Ways on for a run that does not fit, or did not: what to change, and what it would take then.

Torch is not imported here: the window and the command line show these. `memory_ways` works out those
of the memory.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from memstudio.events import RunFailed, RunStarted

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.training.run_folder import RunFolder

Cause = Literal["", "memory", "disk"]
"""What a run ran out of; empty for all else."""

_WEIGHT_BYTES = 4
_STATE_BYTES = 8
_FREE_SHARE = 1.1
"""A checkpoint is not the only thing that is written."""


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes that a run takes on its device, at most.

    Attributes:
        device: that it is for.
        now: what is taken before the first step, on a processor by the whole program.
        gradients: of all trained weights.
        optimizer: what the optimiser keeps.
        peak: all together, at the moment when it is most.
    """

    device: str
    now: int
    gradients: int
    optimizer: int
    peak: int


@dataclass(frozen=True, slots=True)
class WayOn:
    """Settings to change, and what the run takes then.

    Attributes:
        changes: each setting by its name in `RunConfig`, and its new value.
        peak: bytes that the run would take on its device, as estimated.
        fits: whether they are there.
        keeps_result: whether the run learns what it would have learnt; all else is another run.
        is_slower: whether something is computed twice.
    """

    changes: tuple[tuple[str, Any], ...]
    peak: int
    fits: bool
    keeps_result: bool = True
    is_slower: bool = False

    def as_options(self) -> str:
        """As the command line takes it: `--set batch_size=2 --set gradient_accumulation=4`."""
        return " ".join(f"--set {name}={_in_toml(value)}" for name, value in self.changes)


@dataclass(frozen=True, slots=True)
class MemoryRoom:
    """What a run takes of a device's memory, and what there is.

    Attributes:
        estimate: of the run as it is.
        reachable: bytes that this program could hold there; None when that is not known.
        fits: whether the run does.
        ways: to make it fit, those that cost least first; none when it does.
    """

    estimate: MemoryEstimate
    reachable: int | None
    fits: bool
    ways: tuple[WayOn, ...] = ()

    @property
    def peak(self) -> int:
        """Bytes that the run takes as it is."""
        return self.estimate.peak

    @property
    def best(self) -> WayOn | None:
        """The way that costs least of those that fit, and that learns the same if one does."""
        fitting = [way for way in self.ways if way.fits]
        return next((way for way in fitting if way.keeps_result), next(iter(fitting), None))


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """What the next checkpoint of a run needs of a disk, and what there is.

    Attributes:
        folder: of the run.
        checkpoint: bytes of one.
        free: bytes on the disk.
        freeable: bytes that would be free if only the newest checkpoint were kept.
        can_branch: whether there is a checkpoint with steps after it.
    """

    folder: Path
    checkpoint: int
    free: int
    freeable: int
    can_branch: bool = True

    @property
    def needed(self) -> int:
        """Bytes that have to be free for the run to go on."""
        return round(self.checkpoint * _FREE_SHARE)

    @property
    def fits(self) -> bool:
        """Whether the run can go on as it is."""
        return self.free >= self.needed

    @property
    def fits_with_one_kept(self) -> bool:
        """Whether it can go on with the newest checkpoint alone kept."""
        return self.freeable > 0 and self.free + self.freeable >= self.needed


def cause_of_failure(folder: RunFolder) -> Cause:
    """What a run that failed had run out of, as its record says."""
    cause: Cause = ""
    for event in folder.events():
        if isinstance(event, RunFailed):
            cause = event.cause
        elif isinstance(event, RunStarted):
            cause = ""
    return cause


def disk_room(folder: RunFolder) -> DiskRoom:
    """Work out what the next checkpoint of a run needs."""
    steps = folder.checkpoint_steps()
    kept = [folder.checkpoint(step) for step in steps]
    newest = _size(kept[-1]) if kept else _expected(folder)
    return DiskRoom(
        folder=folder.path,
        checkpoint=newest,
        free=shutil.disk_usage(folder.path).free,
        freeable=sum(_size(checkpoint, most_links=1) for checkpoint in kept[:-1]),
        can_branch=bool(steps) and steps[-1] < folder.config().steps,
    )


def _size(checkpoint: Path, most_links: float = inf) -> int:
    """Bytes of its files; those that lie in more places would not be free when it is deleted."""
    total = 0
    for file in checkpoint.rglob("*"):
        try:
            status = file.stat()
        except OSError:
            continue
        if file.is_file() and status.st_nlink <= most_links:
            total += status.st_size
    return total


def _expected(folder: RunFolder) -> int:
    """Of a checkpoint that was never written: weights, and two numbers for each that is trained."""
    for event in folder.events():
        if isinstance(event, RunStarted):
            return event.num_parameters * _WEIGHT_BYTES + event.num_trainable * _STATE_BYTES
    return 0


def _in_toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
