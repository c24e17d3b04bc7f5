"""What trials found. Imports no torch."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from memstudio.bench.task_names import name_now


class Score(BaseModel):
    """What was right.

    Attributes:
        answers: share of tokens asked for that were right.
        examples: share of examples that were right in all that was asked.
        loss: mean cross-entropy of the tokens asked for, in nats.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: float
    examples: float
    loss: float


Scores = dict[str, Score]
"""By what was done to the state between segments: "none", "reset", "swapped", ..."""


class TrialRecord(BaseModel):
    """One memory on one task with one seed.

    Attributes:
        key: of the trial, the same whenever task and settings are.
        task: its name, as it is called today.
        kind: of memory.
        variant: what was changed about it; empty for the kind as it is.
        seed: of weights and examples.
        chance: accuracy of guessing.
        scores: at the full size.
        sizes: at other sizes.
        steps: that were taken.
        max_steps: that might have been.
        seconds: they took.
        num_parameters: of the model.
        settings: all that the trial was told.
        version: of MemStudio.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    task: str
    kind: str
    variant: str = ""
    seed: int
    chance: float
    scores: Scores
    sizes: dict[int, Scores] = {}
    steps: int
    max_steps: int
    seconds: float
    num_parameters: int
    settings: dict[str, Any]
    version: str

    @model_validator(mode="before")
    @classmethod
    def _is_called_as_today(cls, values: Any) -> Any:
        """The key does not depend on the name, so a result of an earlier name is still found."""
        match values:
            case {"task": str(name), "settings": {"task": told}}:
                return values | {"task": name_now(name, told)}
        return values
