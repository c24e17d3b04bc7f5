"""The stored evaluation of the demo model, read from the file that `memstudio eval` wrote."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any, Literal

from memstudio.resources import resource

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Figure:
    """One measured share of right answers.

    Attributes:
        name: "trained", "far" or "reset".
        accuracy: share of right answers.
        chance: share that guessing among the places would get.
        segments_back: how far back the fact was; 0 when any distance counts.
    """

    name: Literal["trained", "far", "reset"]
    accuracy: float
    chance: float
    segments_back: int


@dataclass(frozen=True)
class StoredEvaluation:
    """What the demo's card shows."""

    figures: tuple[Figure, ...]
    num_questions: int
    seed: int


def read_evaluation() -> StoredEvaluation | None:
    """The stored evaluation; None when there is none or it is of another form."""
    path = resource("models", "demo", "evaluation.json")
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s is not shown: %s", path, error)
        return None


def _parse(stored: dict[str, Any]) -> StoredEvaluation:
    figures = tuple(
        Figure(
            name=entry["name"],
            accuracy=float(entry["accuracy"]),
            chance=float(entry["chance"]),
            segments_back=int(entry["segments_back"]),
        )
        for entry in stored["figures"]
    )
    return StoredEvaluation(figures, int(stored["num_questions"]), int(stored["seed"]))
