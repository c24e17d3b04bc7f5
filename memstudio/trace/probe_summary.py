"""A trace of the probe in few numbers: what is laid side by side over the steps of a training.

Shapes: T segments, m slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.health import health_of
from memstudio.trace.quantities import entropy_of
from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]

SLOT_QUANTITIES = ("usage", "change", "write_entropy", "read_mass", "norm", "gate")
"""What there may be of each slot: the share of all reading of the document that it gets; else its mean
over the document: its relative change in a segment but the first, how widely its writing was spread (entropy over ln n: 0 one token, 1
all alike), the fraction of a token's attention that it gets, its length, and how far it was let in."""

_MOST_SEGMENTS = 64
_NUM_WORDS = 3


@dataclass(frozen=True)
class ProbeSummary:
    """What a probe says of each slot at one step.

    Attributes:
        step: of the training.
        slots: by name of `SLOT_QUANTITIES`, `[m]` float32; those that the trace has.
        words: of each slot, those that set it apart after the last segment, the foremost first.
        health: as `health_of` gives it.
    """

    step: int
    slots: Mapping[str, Floats]
    words: tuple[tuple[str, ...], ...]
    health: Mapping[str, float]


def summarise_probe(trace: TraceReader, step: int) -> ProbeSummary:
    """The summary of a trace; of a model without slots an empty one.

    Raises:
        TraceError: it is damaged.
    """
    if not trace.num_slots:
        return ProbeSummary(step, {}, (), {})
    found: dict[str, Floats] = {}
    for name in SLOT_QUANTITIES:
        if name in trace.quantities:
            values = trace.quantity(name)
            # The first segment writes over what the training has put there, as `health_of` has it.
            later = values[1:] if name == "change" and trace.num_segments > 1 else values
            found[name] = usage(trace) if name == "usage" else _mean_known(later)
    if trace.has("write") or "write_mass" in trace.quantities:
        found["write_entropy"] = write_entropy(trace)
    words = trace.slot_words(trace.num_segments, distinctive=True)
    shown = tuple(tuple(word for word, _ in own[:_NUM_WORDS]) for own in words)
    return ProbeSummary(step, found, shown, health_of(trace))


def _mean_known(values: Floats) -> Floats:
    """`[m]` of `[T, m]`, the mean of the numbers that there are; NaN where there are none."""
    known = np.isfinite(values)
    total = np.where(known, values, 0).sum(0, dtype=np.float64)
    count = known.sum(0)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
    return mean


def usage(trace: TraceReader) -> Floats:
    """`[m]`, the share of each slot in all that was read over the document; 0 where nothing was.

    Each word counts alike: a segment of which nothing is read takes nothing from the others.
    """
    ends = [trace.segment_tokens(segment) for segment in range(trace.num_segments)]
    lengths = np.diff(np.asarray(ends, np.float64), axis=1)
    read: Floats = (np.nan_to_num(trace.quantity("read_mass")) * lengths).sum(0)
    return (read / (read.sum() or 1.0)).astype(np.float32)


def write_entropy(trace: TraceReader) -> Floats:
    """`[m]`, the mean entropy of which tokens wrote each slot, over ln n of n tokens.

    Of the segments that wrote it; NaN where none of those looked at did.
    """
    places = evenly(trace.num_segments, _MOST_SEGMENTS)
    parts = []
    for segment in places.tolist():
        weights = np.nan_to_num(trace.write(segment))
        parts.append(np.where(weights.sum(1) > 0, entropy_of(weights.T), np.nan))
    return _mean_known(np.stack(parts))
