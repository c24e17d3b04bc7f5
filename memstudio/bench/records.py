"""What trials found, one line a trial: written as soon as it is known, read back by whoever shows it.

Imports no torch, so that the window and the command line can read results at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from memstudio.atomic import writing
from memstudio.errors import StorageError, marked

if TYPE_CHECKING:
    from pathlib import Path


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
        task: its name.
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


def append_record(path: Path, record: TrialRecord) -> None:
    """Add a record to a file of them.

    Raises:
        StorageError: the file cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        is_cut = path.exists() and not _ends_a_line(path)
        with path.open("a", encoding="utf-8") as file:
            # A line that an interrupted run left unfinished must not swallow this one.
            file.write(("\n" if is_cut else "") + record.model_dump_json() + "\n")


def read_records(path: Path) -> list[TrialRecord]:
    """The records in a file, in order; none when there is no such file.

    A last line that was cut short by an interruption is left out.

    Raises:
        StorageError: the file cannot be read, or is something else.
    """
    if not path.exists():
        return []
    with writing(path):
        lines = path.read_bytes().split(b"\n")
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            records.append(TrialRecord.model_validate_json(line))
        except ValidationError as error:
            if _is_cut(line):
                continue
            raise StorageError(
                marked("errors", "{path} does not hold results of trials (line {number}). Name another file."),
                path=str(path), number=number,
            ) from error  # fmt: skip
    return records


def _is_cut(line: bytes) -> bool:
    """Whether a line is the beginning of a record."""
    try:
        json.loads(line)
    except ValueError:
        return line.startswith(b'{"key":')
    return False


def _ends_a_line(path: Path) -> bool:
    content = path.read_bytes()
    return not content or content.endswith(b"\n")
