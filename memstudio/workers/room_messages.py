"""What passes between the window and the worker that looks for room: frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig
    from memstudio.training.way_on import DiskRoom, MemoryRoom
    from memstudio.workers.messages import Failure


@dataclass(frozen=True)
class FindRoom(Request):
    """Find out whether a run of the open model with `config` would fit."""

    config: RunConfig


@dataclass(frozen=True)
class FindWaysOn(Request):
    """Find out how the run in `folder` goes on, which ran out of something."""

    folder: str


@dataclass(frozen=True)
class MakeBranch(Request):
    """Make a run that begins with a checkpoint of the one in `folder`.

    Attributes:
        at: the step of the checkpoint; the latest when None.
        changes: settings that are another, by name.
    """

    folder: str
    at: int | None = None
    changes: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class RoomFound:
    """Whether a run fits.

    Attributes:
        config: of the run.
        room: None when it could not be found out.
        failure: why not.
    """

    config: RunConfig
    room: MemoryRoom | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class WaysFound:
    """How a run goes on that ran out of something.

    Attributes:
        folder: of the run.
        memory: when that was spent.
        disk: when that was full.
        failure: why it could not be found out.
    """

    folder: str
    memory: MemoryRoom | None = None
    disk: DiskRoom | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class BranchMade:
    """A branch is ready to be trained.

    Attributes:
        folder: of the branch; empty when it could not be made.
        failure: why not.
    """

    folder: str
    failure: Failure | None = None
