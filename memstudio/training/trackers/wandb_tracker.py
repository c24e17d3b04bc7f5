"""Weights & Biases: into the run's folder, and over the network only where that was asked for."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memstudio.training.trackers.tracker import TrackedRun

_ID = "run-id.txt"
_SECONDS_TO_BEGIN = 30


def make() -> WandbTracker:
    """A tracker, not yet begun."""
    return WandbTracker()


class WandbTracker:
    """One run there; a run that goes on is the same one."""

    def __init__(self) -> None:
        self._run: Any = None

    def begin(self, run: TrackedRun) -> None:
        """Open the run; `wandb` is imported here."""
        wandb = _imported()
        settings = run.settings
        if settings.online and not has_key():
            # It would ask for one on the terminal, and wait.
            raise PermissionError("there is no key to log in with")
        how = wandb.Settings(
            silent=True, console="off", disable_git=True, save_code=False,
            init_timeout=_SECONDS_TO_BEGIN,
        )  # fmt: skip
        (run.folder / "wandb").mkdir(exist_ok=True)
        resuming = {"resume": "allow"} if settings.online else {}
        self._run = wandb.init(
            project=settings.project,
            name=run.name,
            tags=list(settings.tags),
            config=dict(run.config),
            dir=str(run.folder),
            id=_id_of(run.folder / "wandb"),
            mode="online" if settings.online else "offline",
            # Not the one that some other part of the process may have open.
            reinit="create_new",
            settings=how,
            **resuming,
        )

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Hand on the numbers of a step."""
        self._run.log(dict(values), step=step)

    def end(self, *, has_failed: bool) -> None:
        """Close the run."""
        self._run.finish(exit_code=1 if has_failed else 0)


def has_key() -> bool:
    """Whether there is a key to log in with."""
    return bool(_imported().api.api_key)


def _imported() -> Any:
    # It tells its makers of its errors over the network otherwise, offline too.
    os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
    import wandb

    return wandb


def _id_of(folder: Path) -> str:
    """By which the run is known there: the same when it goes on."""
    path = folder / _ID
    try:
        found = path.read_text(encoding="utf-8").strip()
    except OSError:
        found = ""
    if not found:
        found = uuid.uuid4().hex[:8]
        write_text(path, found + "\n")
    return found
