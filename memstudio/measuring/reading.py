"""What came of reading a text with a model, and how far the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import marked

if TYPE_CHECKING:
    from memstudio.events import AnswerExample
    from memstudio.measuring.figures import SampledMetric
    from memstudio.progress import Control


@dataclass(frozen=True)
class TextReading:
    """What came of a text and a model.

    Attributes:
        metrics: by name.
        examples: some of the answers.
        tokens: in the documents.
        loss: nats a token; None when no words were predicted.
        loss_memory_reset: the same with the memory reset before each segment; None without one.
        crosses: whether any text is longer than a segment, so that a memory can make a difference.
    """

    metrics: dict[str, SampledMetric]
    examples: tuple[AnswerExample, ...]
    tokens: int
    loss: float | None
    loss_memory_reset: float | None
    crosses: bool


class Segments:
    """Tells how many texts are read, and lets the work be held or ended at each segment."""

    def __init__(self, control: Control, title: str, total: int) -> None:
        self._control, self._title, self._total = control, title, total

    @classmethod
    def of(cls, control: Control, total: int, *, resets: bool) -> Segments:
        """Of so many texts, read with the memory carried on or reset."""
        if resets:
            return cls(control, marked("progress", "Measuring with the memory reset"), total)
        return cls(control, marked("progress", "Measuring"), total)

    def between(self, done: int) -> None:
        """Say so, and stop here if that is wanted."""
        self._control.checkpoint()
        self._control.report(done, self._total, self._title, "texts")
