"""What a model is measured on. Imports neither torch nor Qt: the window asks with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memstudio.data.read_settings import FOUND, ReadSettings

MeasureTask = Literal["text", "numbers", "labels", "run", "stories", "memory-help", "retention"]
"""A text that is named; texts whose numbers or labels are to be said by heads; what the model's run held out; stories;
what the memory gives, on a text that is named, on what a run held out, or on stories; what the
memory retains of a text that is named."""

OF_HEADS: dict[str, MeasureTask] = {"regression": "numbers", "classification": "labels"}
"""What a model whose heads were trained with an objective is measured by on a text."""

WITHOUT_MEMORY = "none"
"""The baseline that is the same weights without their memory."""


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """What is measured, and how much of it.

    Attributes:
        task: what on.
        data: files and folders, for "text", "numbers", "labels" and "retention", and for "memory-help" on a
            text.
        asked: how they are to be read.
        run: the run's folder, for "run" ("" for the one that the model lies in), and for
            "memory-help" on what it held out; without data and run, that asks about stories.
        baseline: another model to be measured alike: a reference, or `WITHOUT_MEMORY`; "" for none.
        rows: of tables that are answered at most.
        segments: of a text that are read in a row, before the memory begins anew.
        tokens: of the text that are read at most, evenly spaced; 0 for all.
        stories: for each figure.
        probes: stretches of a text, and lists of pairs, that are asked for.
        farthest: segments between a stretch and the question for it, at most.
        pairs: of a list, at most.
        seed: of the stories and probes, and of what is drawn for the intervals.
        device: where a baseline is opened.
        online: whether a baseline may be downloaded.
    """

    task: MeasureTask
    data: tuple[str, ...] = ()
    asked: ReadSettings = FOUND
    run: str = ""
    baseline: str = ""
    rows: int = 100
    segments: int = 64
    tokens: int = 0
    stories: int = 200
    probes: int = 24
    farthest: int = 32
    pairs: int = 64
    seed: int = 1
    device: str = "auto"
    online: bool = False
