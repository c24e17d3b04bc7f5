"""How well a memory is, by its trace: are its slots different, used, written, and let in?

Each measure is one number for a whole document, with a limit beyond which something is wrong. The
limits are set where the finding can no longer be a matter of taste, so that a memory at work is
silent; each says why it lies where it does.

Shapes: T segments, m slots, d width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from memstudio.errors import marked
from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]

Scale = Literal["share", "number"]

_MOST_STATES = 256
"""States that are looked at: enough for a mean, however long the document."""
_UNREAD = 0.05
"""A slot that gets less than this part of an even share of all reading is not read."""
_UNWRITTEN = 0.01
"""A slot that never changed by more than this part of its length was not written."""
_FEWEST = 4
"""Slots: of fewer, the effective number says little."""


@dataclass(frozen=True)
class HealthMeasure:
    """One number about a memory.

    Attributes:
        name: in files.
        title: what it is called, a template of the context "health", as are the others.
        short: the same in a word or two.
        meaning: what it says.
        scale: of 0 to 1, or any number.
        low: below it, something is wrong; None for no such limit.
        high: above it, something is wrong; None for no such limit.
        alarm: what is wrong then, with {value}, {limit} and {step}.
        reason: why the limit lies where it does.
    """

    name: str
    title: str
    short: str
    meaning: str
    scale: Scale
    low: float | None
    high: float | None
    alarm: str
    reason: str

    def is_wrong(self, value: float | None) -> bool:
        """Whether a value lies beyond a limit; what was not measured does not."""
        if value is None or not math.isfinite(value):
            return False
        return (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        )

    @property
    def limit(self) -> float:
        """The limit that there is."""
        return self.low if self.low is not None else self.high or 0.0


GRADIENT = "gradient"

MEASURES: dict[str, HealthMeasure] = {
    each.name: each
    for each in (
        HealthMeasure(
            "likeness", marked("health", "Likeness of slots"), marked("health", "alike"),
            marked("health", "mean cosine between two slots, over all states"),
            "number", None, 0.95,
            marked("health", "The slots have collapsed: any two of them point the same way (mean cosine {value}, limit {limit})."),
            marked("health", "At a cosine of 0.95 nine tenths of what a slot holds is what every other slot holds too, so that many slots are little more than one."),
        ),
        HealthMeasure(
            "dead", marked("health", "Dead slots"), marked("health", "dead"),
            marked("health", "share of slots that are never read, or never written"),
            "share", None, 0.25,
            marked("health", "{value} of the slots are dead: nothing reads them, or nothing is ever written to them (limit {limit})."),
            marked("health", "A slot counts as dead with less than a twentieth of an even share of all reading, or when no segment changed it by one hundredth of its length. A few may rest on a short text; beyond a quarter the memory is paid for and not there."),
        ),
        HealthMeasure(
            "saturated", marked("health", "Saturated gates"), marked("health", "gates stuck"),
            marked("health", "share of gates below 0.02 or above 0.98"),
            "share", None, 0.9,
            marked("health", "{value} of the gates are shut or wide open whatever is read (limit {limit}), and hardly learn any more."),
            marked("health", "Beyond 0.02 and 0.98 a sigmoid's slope is under a twelfth of its steepest. Gates that decide are often near an end; when nine in ten are, at all times, they decide nothing."),
        ),
        HealthMeasure(
            "churn", marked("health", "Change per segment"), marked("health", "change"),
            marked("health", "mean change of a slot in a segment but the first, in parts of its length"),
            "number", 0.01, None,
            marked("health", "The memory is frozen: a segment changes a slot by {value} of its length on average (limit {limit})."),
            marked("health", "At less than a hundredth a segment, what a memory holds after a whole document is what it began with."),
        ),
        HealthMeasure(
            "replaced", marked("health", "Replaced per segment"), marked("health", "replaced"),
            marked("health", "share of a slot's contents that a segment puts in place of the old (1 − squared cosine with itself before)"),
            "share", None, 0.98,
            marked("health", "Nothing stays: a segment replaces {value} of what a slot holds (limit {limit}), so that nothing lasts longer than a segment."),
            marked("health", "What is left is then below a fiftieth after one segment, which is what two vectors without anything in common have by chance in 25 dimensions."),
        ),
        HealthMeasure(
            "effective", marked("health", "Slots in use"), marked("health", "in use"),
            marked("health", "effective number of slots that reading is spread over (exp of its entropy), as a share of those that came into use"),
            "share", 0.2, None,
            marked("health", "All reading goes to few slots: in effect to {value} of them (limit {limit})."),
            marked("health", "Below a fifth the others could be taken away and hardly a token would read otherwise; of fewer than four slots it is not asked."),
        ),
        HealthMeasure(
            GRADIENT, marked("health", "Share of the gradient"), marked("health", "gradient"),
            marked("health", "the memory's part of the gradient's length, before clipping; measured only where other weights are trained too"),
            "share", 0.01, None,
            marked("health", "The memory hardly learns: its weights have {value} of the gradient (limit {limit})."),
            marked("health", "A hundredth of the length is a ten-thousandth of the square: clipping and the common learning rate are then set by the other weights alone."),
        ),
    )
}  # fmt: skip
"""What is measured, in the order in which it is shown."""


@dataclass(frozen=True)
class Alarm:
    """A measure beyond its limit.

    Attributes:
        name: of the measure.
        value: what it came to.
        step: of training; None outside.
    """

    name: str
    value: float
    step: int | None

    @property
    def measure(self) -> HealthMeasure:
        """What was measured."""
        return MEASURES[self.name]


def health_of(trace: TraceReader) -> dict[str, float]:
    """What can be measured on a trace, by name; nothing of a model without slots."""
    if trace.num_slots == 0 or trace.num_segments == 0:
        return {}
    names = trace.quantities
    change = trace.quantity("change")
    read = trace.quantity("read_mass") if "read_mass" in names else None
    gates = trace.quantity("gate") if "gate" in names else None
    # The first traces did not say so themselves.
    is_learnt = trace.attrs.get("gate_is_learnt", trace.memory_kind != "lm-bow")
    # Where slots come into use one after another, only those that did can be frozen or passed over.
    used = slice(None) if gates is None else np.isfinite(gates).any(0)
    states = _states(trace)
    # The first segment writes over what the training has put there, however that differs, so a
    # text of one segment says nothing of what a segment leaves.
    later = slice(1, None)
    moved = change[later][:, used]
    found: dict[str, float | None] = {
        "likeness": likeness(states[1:]),
        "dead": dead_share(change, read, gates),
        "saturated": _saturated(trace) if is_learnt else None,
        "churn": float(np.nanmean(moved)) if moved.size else None,
        "replaced": replaced_share(
            trace.quantity("similarity")[later], change[later], trace.norms()[1:-1]
        ),
        "effective": None if read is None else effective_share(read[:, used]),
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def is_judged(step: int | None) -> bool:
    """Whether limits hold: before the first step a fresh memory may well hold nothing yet."""
    return step != 0


def alarms_of(values: Mapping[str, float], step: int | None = None) -> tuple[Alarm, ...]:
    """What is wrong, in the order of the measures; nothing where it is not judged."""
    if not is_judged(step):
        return ()
    return tuple(
        Alarm(name, values[name], step)
        for name, measure in MEASURES.items()
        if name in values and measure.is_wrong(values[name])
    )


# ---------------------------------------------------------------------- each measure


def likeness(states: Floats) -> float | None:
    """The mean cosine of two slots, over states `[n, m, d]`; None where no two point anywhere.

    A slot that nothing was written to yet, of zeros, has no direction and is in no pair. With the
    others at length one, the mean over pairs follows from the length of their sum.
    """
    lengths = np.linalg.norm(states, axis=-1, keepdims=True)
    sums = (states / np.maximum(lengths, 1e-30)).sum(1)
    square = (sums.astype(np.float64) ** 2).sum(-1)
    filled = (lengths[..., 0] > 0).sum(1)
    has_pair = filled > 1
    if not has_pair.any():
        return None
    square, filled = square[has_pair], filled[has_pair]
    return float(np.mean((square - filled) / (filled * (filled - 1))))


def dead_share(
    change: Floats, read_mass: Floats | None, gates: Floats | None = None
) -> float | None:
    """The share of slots that are never read or never written, from `[T, m]` each.

    Where slots come into use one after another, those whose turn had not come (without a gate all
    along) are not counted; None where that is every slot.
    """
    dead = dead_slots(change, read_mass)
    if gates is not None:
        dead = dead[np.isfinite(gates).any(0)]
    return float(dead.mean()) if dead.size else None


def dead_slots(change: Floats, read_mass: Floats | None) -> NDArray[np.bool_]:
    """`[m]`, which slots are never read or never written."""
    dead: NDArray[np.bool_] = np.nanmax(change, axis=0) < _UNWRITTEN
    if read_mass is not None and (total := float(read_mass.sum())) > 0:
        even = total / read_mass.shape[1]
        dead = dead | (read_mass.sum(0) < _UNREAD * even)
    return dead


def replaced_share(similarity: Floats, change: Floats, before: Floats) -> float | None:
    """The share of a slot that a segment puts in place of the old, from its cosine with itself.

    Where nothing was written nothing is replaced. What was of length 0 `before` held nothing that
    could be: it is not counted; None where that is all.
    """
    held = before > 0
    if not held.any():
        return None
    kept = np.clip(np.nan_to_num(similarity), 0, 1).astype(np.float64) ** 2
    kept = np.where(change < _UNWRITTEN, 1.0, kept)
    return float(1 - kept[held].mean())


def effective_share(read_mass: Floats) -> float | None:
    """The effective number of slots that are read, of all; None of few slots, or without reading."""
    total, num_slots = float(read_mass.sum()), read_mass.shape[1]
    if num_slots < _FEWEST or total <= 0:
        return None
    share = read_mass.sum(0).astype(np.float64) / total
    entropy = -float((share * np.log(np.where(share > 0, share, 1))).sum())
    return float(math.exp(entropy) / num_slots)


def _saturated(trace: TraceReader) -> float | None:
    """The share of gates that are shut or wide open; None where there are none.

    Nothing is said of earlier traces, which tell a slot's gates by their mean alone.
    """
    if not trace.has("gate_stuck"):
        return None
    stuck = trace.block("gate_stuck", 0, trace.num_segments)
    known = stuck[np.isfinite(stuck)]
    return float(known.mean()) if known.size else None


def _states(trace: TraceReader) -> Floats:
    """Some of the states in order, `[n, m, d]`."""
    places = evenly(trace.num_segments + 1, _MOST_STATES)
    return np.stack([trace.states(int(place)) for place in places])
