"""The stored evaluation of the demo model, read from the file that `memstudio eval` wrote."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from memstudio.parsing import json_in
from memstudio.resources import resource

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredEvaluation:
    """What `memstudio eval demo` found, as the demo's card shows it.

    Attributes:
        seed: of the stories.
        num_stories: stories for each figure.
        chance: share that guessing among the places would get right.
        at_length: share of right answers in stories of the trained length.
        far: share with the fact 16 segments back.
        reset: share with the memory reset before every segment.
        num_questions: questions asked for the three figures together.
    """

    seed: int
    num_stories: int
    chance: float
    at_length: float
    far: float
    reset: float
    num_questions: int


def read_evaluation() -> StoredEvaluation | None:
    """The stored evaluation; None when there is none or it is of another form."""
    path = resource("models", "demo", "evaluation.json")
    try:
        return parse_evaluation(json_in(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s is not shown: %s", path, error)
        return None


def parse_evaluation(stored: dict[str, Any]) -> StoredEvaluation:
    """Take the figures out of what `StoryRecallReport.to_json` made.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    rates = [stored[name] for name in ("at_length", "far", "reset")]
    at_length, far, reset = (float(rate["accuracy"]) for rate in rates)
    return StoredEvaluation(
        seed=int(stored["seed"]),
        num_stories=int(stored["num_stories"]),
        chance=float(stored["chance"]),
        at_length=at_length,
        far=far,
        reset=reset,
        num_questions=sum(int(rate["asked"]) for rate in rates),
    )
