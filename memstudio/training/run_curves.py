"""What a run measured, as arrays that can be drawn: read a part at a time, and each byte once."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from memstudio import events
from memstudio.training.run_follower import RunFollower

if TYPE_CHECKING:
    from pathlib import Path

Values: TypeAlias = NDArray[np.float64]

Axis = Literal["step", "tokens", "seconds"]
Quantity = Literal[
    "loss", "held_out", "memory_reset", "learning_rate", "grad_norm", "tokens_per_second"
]

_AT_ONCE = 256 * 1024
_OF_STEPS = ("step", "tokens", "elapsed", "loss", "learning_rate", "grad_norm", "tokens_per_second")
_EMPTY = np.empty(0)


@dataclass(frozen=True, slots=True)
class RunCurves:
    """What a run measured so far; arrays are not to be written to.

    Attributes:
        steps: columns by name, one value a step: the numbers of `StepFinished`.
        held_out: step and loss of each validation.
        memory_reset: step and loss of each validation with the memory reset.
    """

    steps: dict[str, Values]
    held_out: tuple[Values, Values]
    memory_reset: tuple[Values, Values]

    def points(self, quantity: Quantity, axis: Axis = "step") -> tuple[Values, Values]:
        """The x and y of a curve, x growing; what is no finite number is left out."""
        if quantity == "held_out":
            at, y = self.held_out
        elif quantity == "memory_reset":
            at, y = self.memory_reset
        else:
            x, y = self.steps["elapsed" if axis == "seconds" else axis], self.steps[quantity]
            is_finite = np.isfinite(y)
            return (x, y) if bool(is_finite.all()) else (x[is_finite], y[is_finite])
        if axis != "step" and len(at):
            column = self.steps["elapsed" if axis == "seconds" else axis]
            # A validation has only its step; before the first step nothing had been read.
            steps = np.concatenate([[0.0], self.steps["step"]])
            at = np.interp(at, steps, np.concatenate([[0.0], column]))
        return at, y


class CurveReader:
    """Reads a run's record, the part that is there and then the parts that come.

    Attributes:
        follower: tells whether there is more to come.

    Raises:
        TrainingError: there is no run in `path`, or its run.toml cannot be read.
    """

    def __init__(self, path: Path | str, at_once: int = _AT_ONCE) -> None:
        self.follower = RunFollower(path, at_once)
        self._steps = {name: array("d") for name in _OF_STEPS}
        self._held_out = (array("d"), array("d"))
        self._reset = (array("d"), array("d"))

    def read(self) -> bool:
        """Take in the next part; whether there was something new.

        Raises:
            TrainingError: the record is there and cannot be read.
        """
        found = self.follower.read()
        for event in found:
            if isinstance(event, events.StepFinished):
                self._add_step(event)
            elif isinstance(event, events.Validated):
                _put(self._held_out, event.step, event.loss)
                if event.loss_memory_reset is not None:
                    _put(self._reset, event.step, event.loss_memory_reset)
        return bool(found)

    def curves(self) -> RunCurves:
        """All that was read so far."""
        return RunCurves(
            {name: _values(column) for name, column in self._steps.items()},
            (_values(self._held_out[0]), _values(self._held_out[1])),
            (_values(self._reset[0]), _values(self._reset[1])),
        )

    def _add_step(self, event: events.StepFinished) -> None:
        columns = self._steps
        steps = columns["step"]
        if steps and event.step <= steps[-1]:
            # A run that went on from a checkpoint does some steps again.
            place = bisect_left(steps, event.step)
            for column in columns.values():
                del column[place:]
        for name, column in columns.items():
            column.append(getattr(event, name))


def _put(curve: tuple[array[float], array[float]], x: float, y: float) -> None:
    if curve[0] and x <= curve[0][-1]:
        place = bisect_left(curve[0], x)
        for column in curve:
            del column[place:]
    curve[0].append(x)
    curve[1].append(y)


def _values(column: array[float]) -> Values:
    return np.array(column) if column else _EMPTY
