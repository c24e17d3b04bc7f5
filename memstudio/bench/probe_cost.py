"""What the probe takes of training: a short run of the demo model, its probes timed."""

from __future__ import annotations

import itertools
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from memstudio.resources import resource
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train

if TYPE_CHECKING:
    from memstudio.events import RunEvent
    from memstudio.progress import Control

_BOOK = ("samples", "pride-and-prejudice.txt")
_EVERY = 50
"""Steps between two probes that the figures are given for."""


@dataclass(frozen=True)
class ProbeFigures:
    """What was found; seconds are of the processor, so that others' work does not count.

    Attributes:
        steps: that were trained.
        every: steps between two probes, for `share`.
        step_seconds: of a step, the middle of all.
        probe_seconds: of a probe, the middle of all.
    """

    steps: int
    every: int
    step_seconds: float
    probe_seconds: float

    @property
    def share(self) -> float:
        """The part of the time of training that a probe every so many steps takes."""
        return self.probe_seconds / (self.every * self.step_seconds)

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"share": self.share}


def measure_probes(control: Control, *, steps: int = 60) -> ProbeFigures:
    """Train the demo model as `memstudio demo` does, with a probe every ten steps.

    Args:
        control: takes progress; cancelling takes effect within a step.
        steps: how many.

    Raises:
        Cancelled: through `control`.
    """
    seen: list[tuple[str, float]] = []

    def note(event: RunEvent) -> None:
        seen.append((event.event, time.process_time()))

    with TemporaryDirectory() as folder:
        config = RunConfig.of(
            model="demo",
            data=(str(resource(*_BOOK)),),
            trains="everything",
            steps=steps,
            validate_every=0,
            checkpoint_every=10 * steps,
            probe={"every": 10},
            evaluation={"rows": 0},
            device="cpu",
            out=str(Path(folder) / "run"),
        )
        train(config, control=control, on_event=note)
    pairs = list(itertools.pairwise(seen))
    steps_taken = [
        after[1] - before[1] for before, after in pairs if before[0] == after[0] == "step_finished"
    ]
    # Each from the event before it, whatever that is.
    probes = [after[1] - before[1] for before, after in pairs if after[0] == "probe_recorded"]
    return ProbeFigures(steps, _EVERY, statistics.median(steps_taken), statistics.median(probes))
