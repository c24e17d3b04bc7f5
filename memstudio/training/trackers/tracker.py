"""What a tracker can be told, and which there are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from memstudio.errors import TrainingError, marked
from memstudio.training.tracking_settings import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from memstudio.training.tracking_settings import TrackerName, TrackingSettings


@dataclass(frozen=True)
class TrackedRun:
    """What a tracker knows of a run from the start.

    Attributes:
        folder: of the run.
        config: all settings, as `run.toml` has them.
        settings: what the user wants of trackers.
    """

    folder: Path
    config: Mapping[str, Any]
    settings: TrackingSettings

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.settings.name or self.folder.name


class Tracker(Protocol):
    """Is told of a run, on a thread of its own; whatever it raises ends the telling, not the run."""

    def begin(self, run: TrackedRun) -> None:
        """The run begins, or goes on."""

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Some numbers of a step; steps fall only where a run goes on after a checkpoint."""

    def end(self, *, has_failed: bool) -> None:
        """The run is over for now."""


def is_installed(name: TrackerName) -> bool:
    """Whether a tracker's package is there. It is not imported."""
    found = find_spec(name)
    # Where it once ran, a folder of its name lies, which is no package.
    return found is not None and found.origin is not None


def tracker(name: TrackerName) -> Tracker:
    """A tracker by its name, not yet begun."""
    module = import_module(f"memstudio.training.trackers.{name}_tracker")
    made: Tracker = module.make()
    return made


def check_installed(names: Iterable[TrackerName]) -> None:
    """Make sure that trackers are there.

    Raises:
        TrainingError: one is not installed; the sentence says how it is.
    """
    for name in names:
        if not is_installed(name):
            raise TrainingError(
                marked("errors", "{tracker} is not installed, and the run is to be followed there. Install it with: pip install {package}. Or leave it out."),
                tracker=TITLES[name], package=name,
            )  # fmt: skip


def check_trackers(settings: TrackingSettings) -> None:
    """Make sure, before anything is trained, that the trackers that were asked for are there.

    Raises:
        TrainingError: one is not installed, or would have to ask for a key.
    """
    check_installed(settings.trackers)
    if "wandb" in settings.trackers and settings.online:
        from memstudio.training.trackers.wandb_tracker import has_key

        if not has_key():
            raise TrainingError(
                marked("errors", "Weights & Biases is to send the run over the network and has no key to log in with. Log in first with: wandb login. Or let it write to the run's folder alone."),
            )  # fmt: skip
