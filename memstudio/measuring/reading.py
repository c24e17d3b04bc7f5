"""What comes of a model and a text, whatever is measured; and the telling of how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.events import AnswerExample
    from memstudio.measuring.figures import SampledMetric
    from memstudio.measuring.stretches import Stretches
    from memstudio.progress import Control


@dataclass(frozen=True)
class Reading:
    """What came of a text and a model.

    Attributes:
        metrics: by name.
        examples: some of the answers.
        details: other figures, in plain values; "crosses_segments" says whether any text is longer
            than a segment, so that a memory can make a difference.
        stretches: of the text, that were read; None where it was read whole, by its rows.
    """

    metrics: dict[str, SampledMetric]
    examples: tuple[AnswerExample, ...]
    details: dict[str, Any]
    stretches: Stretches | None = None


def measuring_title(*, resets: bool) -> str:
    """What is being done, of the context "progress"."""
    if resets:
        return marked("progress", "Measuring with the memory reset")
    return marked("progress", "Measuring")


def telling(control: Control, total: int, *, resets: bool) -> Callable[[int], None]:
    """Tells how many texts are read, and lets the work be held or ended at each segment."""
    title = measuring_title(resets=resets)

    def between(done: int) -> None:
        control.checkpoint()
        control.report(done, total, title, "texts")

    return between
