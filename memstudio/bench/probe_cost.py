"""What the probe takes of training: a short run of the demo model, its probes timed."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from memstudio.resources import resource
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memstudio.events import RunEvent
    from memstudio.progress import Control

_BOOK = ("samples", "pride-and-prejudice.txt")
_EVERY = 50
"""Steps between two probes that the figures are given for."""
_STEP, _PROBE = "step_finished", "probe_recorded"

Seen: TypeAlias = tuple[str, int, float]
"""An event, its step, and the seconds of the processor when it was told of."""


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
    seen: list[Seen] = []

    def note(event: RunEvent) -> None:
        seen.append((event.event, getattr(event, "step", 0), time.process_time()))

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
    return ProbeFigures(steps, _EVERY, *seconds_of(seen))


def seconds_of(seen: Sequence[Seen]) -> tuple[float, float]:
    """Of a step and of a probe, the middle of all.

    Quick steps are told of together, and the last of them may be held back until the probe behind it
    is told of: what a probe took is then what its step and it took, without the step.
    """
    spans = [
        ((end - start) / (to - at), after)
        for (before, at, start), (then, to, end), (after, *_) in _threes(seen)
        if before == then == _STEP
    ]
    alone = [span for span, after in spans if after != _PROBE]
    step = statistics.median(alone or [span for span, _ in spans])
    probes = [
        end - start - (to - at) * step
        for (_, at, start), _, (name, to, end) in _threes(seen)
        if name == _PROBE
    ]
    return step, statistics.median(probes)


def _threes(seen: Sequence[Seen]) -> Iterator[tuple[Seen, Seen, Seen]]:
    return zip(seen, seen[1:], seen[2:], strict=False)
