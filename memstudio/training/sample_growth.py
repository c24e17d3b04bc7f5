"""How long samples are that begin short and grow. Torch is not imported here: the window asks too."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig


def segments_at(step: int, config: RunConfig) -> int:
    """Segments of a sample that are read at a step, counted from 0."""
    most = config.segments_per_sample
    grown = config.growth_fraction * config.steps
    return most if step >= grown else min(most, 1 + int(most * step / grown))


def segments_read(config: RunConfig, start: int = 0) -> int:
    """Segments of a sample that are read from a step on, counted from 0, all steps together."""
    return sum(config.steps - max(start, each) for each in _first_steps(config))


def steps_of_lengths(config: RunConfig) -> dict[int, int]:
    """How many steps read samples of so many segments, by these."""
    first = _first_steps(config)
    counts = (after - each for each, after in pairwise([*first, config.steps]))
    return {length: count for length, count in enumerate(counts, start=1) if count}


def _first_steps(config: RunConfig) -> list[int]:
    """From which step on each segment is among those that are read."""
    most, steps = config.segments_per_sample, config.steps
    grown = config.growth_fraction * steps
    return [min(steps, math.ceil(place * grown / most)) for place in range(most)]


def share_read(config: RunConfig) -> float:
    """How much of its samples a run reads, all its steps together; 1 where they do not grow."""
    return segments_read(config) / (config.steps * config.segments_per_sample)
