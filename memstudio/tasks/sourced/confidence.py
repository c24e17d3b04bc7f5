"""How far an answer is to be trusted, and what share is answered rightly at which threshold.

Three signals are measured of every answer. Without held-out questions the confidence is made of two
of them by rule; with some it is the chance of a right answer by a logistic regression on all three.

Shapes: N answers.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.atomic import write_text
from memstudio.parsing import json_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LEAST_ROWS = 10
"""Answers from which a calibration can be learnt."""
_FOLDS = 5
_RIDGE = 1.0
"""How strongly weights are held small: as if one answer a signal said nothing."""
_ROUNDS = 50
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured of an answer, each from 0 to 1.

    Attributes:
        token_share: the geometric mean of the probabilities of its tokens.
        coverage: the share of the question's words, rare ones counting more, in its best source.
        margin: by how much the words of the best source fit better than those of the next, as a
            share of the best.
    """

    token_share: float
    coverage: float
    margin: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At a threshold: the share of questions that are answered, and of these that are right."""

    threshold: float
    answered: float
    right: float | None


@dataclass(frozen=True)
class Calibration:
    """What was learnt of held-out questions.

    Attributes:
        weights: of a constant and the three signals, these less their mean over their spread.
        means: of the signals.
        spreads: of the signals.
        count: questions it was learnt from.
        curve: by confidences that each were given without the question itself having been seen.
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    count: int
    curve: tuple[CurvePoint, ...] = ()

    def confidence(self, signals: Signals) -> float:
        """The chance that the answer is right."""
        values = (np.array(_values(signals)) - self.means) / self.spreads
        return _logistic(self.weights[0] + float(values @ np.array(self.weights[1:])))


def plain_confidence(signals: Signals) -> float:
    """Where nothing was learnt: the geometric mean of the answer's likelihood and the coverage.

    Of an answer that can come from its sources alone it is a bound: see `Answerer`.
    """
    return math.sqrt(signals.token_share * signals.coverage)


def learnt(signals: Sequence[Signals], is_right: Sequence[bool]) -> Calibration | None:
    """A calibration, with its curve; None where there are too few answers, or all are alike."""
    if len(signals) < LEAST_ROWS or len(set(is_right)) < 2:
        return None
    values = np.array([_values(each) for each in signals])
    right = np.array(is_right, float)
    confidences = np.zeros(len(right))
    for fold in range(_FOLDS):
        held = np.arange(len(right)) % _FOLDS == fold
        own = _fitted(values[~held], right[~held])
        confidences[held] = [own.confidence(signals[at]) for at in np.flatnonzero(held).tolist()]
    whole = _fitted(values, right)
    return Calibration(
        whole.weights, whole.means, whole.spreads, len(right), curve(confidences.tolist(), is_right)
    )


def curve(confidences: Sequence[float], is_right: Sequence[bool]) -> tuple[CurvePoint, ...]:
    """The shares answered and right at thresholds from 0 to 1, in steps of 0.05."""
    points = []
    for step in range(21):
        threshold = step / 20
        own = [ok for value, ok in zip(confidences, is_right, strict=True) if value >= threshold]
        right = sum(own) / len(own) if own else None
        points.append(CurvePoint(threshold, len(own) / max(1, len(is_right)), right))
    return tuple(points)


def save_calibration(path: Path, calibration: Calibration) -> None:
    """Keep it.

    Raises:
        StorageError: it cannot be written.
    """
    write_text(path, json.dumps({"format": _FORMAT, **asdict(calibration)}))


def load_calibration(path: Path) -> Calibration | None:
    """What was kept; None when there is none, or it is damaged."""
    try:
        content = json_in(path)
        if content["format"] != _FORMAT:
            return None
        numbers = [tuple(map(float, content[name])) for name in ("weights", "means", "spreads")]
        if [len(each) for each in numbers] != [4, 3, 3]:
            return None
        points = tuple(CurvePoint(**each) for each in content["curve"])
        return Calibration(numbers[0], numbers[1], numbers[2], int(content["count"]), points)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _values(signals: Signals) -> tuple[float, float, float]:
    # Of very unlikely answers it matters how unlikely they are.
    return math.log(max(signals.token_share, 1e-6)), signals.coverage, signals.margin


def _fitted(values: NDArray[np.float64], right: NDArray[np.float64]) -> Calibration:
    """Logistic regression by Newton's method."""
    means, spreads = values.mean(0), np.maximum(values.std(0), 1e-6)
    rows = np.column_stack([np.ones(len(values)), (values - means) / spreads])
    weights = np.zeros(4)
    held = np.diag([1e-6, _RIDGE, _RIDGE, _RIDGE])
    for _ in range(_ROUNDS):
        odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - odds) - held @ weights
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + held
        step = np.linalg.solve(bend, slope)
        weights = weights + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return Calibration(
        tuple(weights.tolist()), tuple(means.tolist()), tuple(spreads.tolist()), len(right)
    )


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
