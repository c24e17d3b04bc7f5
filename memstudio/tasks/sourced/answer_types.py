"""What an answer with its sources is, as plain data. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.tasks.collection.search_types import Found
    from memstudio.tasks.sourced.confidence import Calibration, Signals


@dataclass(frozen=True, slots=True)
class SourceOf:
    """A passage that an answer was written from.

    Attributes:
        found: the passage.
        span: its sentence that shares most with the answer and the question, characters from and
            to; None where none shares a word with the answer.
    """

    found: Found
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SourcedAnswer:
    """What was answered.

    Attributes:
        question: as asked.
        text: what the model wrote, whether it is to be trusted or not.
        confidence: from 0 to 1; the chance that it is right, where that was calibrated.
        threshold: below which it is not said.
        signals: that the confidence was made of.
        sources: the best first.
        calibration: by which; None where the confidence is made by rule.
        model: that wrote it.
        memory: the name of the memory state it was written with; empty without.
        is_taught: whether the model learnt to answer what it is asked.
        backed: the share of the answer's words, rare ones counting more, that stand in its sources.
    """

    question: str
    text: str
    confidence: float
    threshold: float
    signals: Signals
    sources: tuple[SourceOf, ...]
    calibration: Calibration | None
    model: str
    memory: str = ""
    is_taught: bool = True
    backed: float = 1.0

    @property
    def is_known(self) -> bool:
        """Whether it is said; else "I don't know" is."""
        return bool(self.text) and self.confidence >= self.threshold
