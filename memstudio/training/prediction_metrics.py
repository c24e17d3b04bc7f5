"""What the reading of held-out text, or of held-out texts with numbers, comes to as metrics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from memstudio.evaluation.metric_table import METRICS, SAID, Answers, full_name
from memstudio.evaluation.metrics.predictions import bits_per_byte, perplexity
from memstudio.evaluation.row_evaluation import example_of
from memstudio.events import MetricFigure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document
    from memstudio.events import AnswerExample
    from memstudio.training.held_out import HeldOutReading
    from memstudio.training.held_out_numbers import NumberReading

_NUM_EXAMPLES = 4


def prediction_metrics(
    kept: HeldOutReading, reset: HeldOutReading | None, num_bytes: int
) -> dict[str, MetricFigure]:
    """Perplexity, bits per byte and token accuracy.

    Args:
        kept: with the memory carried on.
        reset: with the memory reset before each segment; None without one.
        num_bytes: of the text that was predicted.
    """
    with_memory = _values(kept, num_bytes)
    without = _values(reset, num_bytes) if reset is not None else {}
    return {
        name: MetricFigure(value=value, memory_reset=without.get(name), count=kept.num_tokens)
        for name, value in with_memory.items()
    }


def number_metrics(kept: NumberReading, reset: NumberReading | None) -> dict[str, MetricFigure]:
    """How far off numbers are, and whether they rise and fall with those expected.

    Args:
        kept: with the memory carried on.
        reset: with the memory reset before each segment; None without one.
    """
    with_memory = _of_numbers(kept)
    without = _of_numbers(reset) if reset is not None else {}
    return {
        full_name("number", name): MetricFigure(
            value=value, memory_reset=without.get(name), count=len(kept.said)
        )
        for name, value in with_memory.items()
    }


def number_examples(
    documents: Sequence[Document], kept: NumberReading, reset: NumberReading | None
) -> tuple[AnswerExample, ...]:
    """A few of the texts, with the numbers that were said of them."""
    return tuple(
        example_of(
            _asked(document), f"{kept.expected[place]:.6g}", f"{kept.said[place]:.6g}",
            None if reset is None else f"{reset.said[place]:.6g}",
        )
        for place, document in enumerate(documents[:_NUM_EXAMPLES])
    )  # fmt: skip


def _asked(document: Document) -> str:
    return next((turn.text for turn in document.turns or () if turn.speaker == "user"), "")


def _of_numbers(reading: NumberReading) -> dict[str, float | None]:
    answers = Answers(
        said=tuple(map(repr, reading.said)), expected=tuple(map(repr, reading.expected))
    )
    measures = {name: METRICS[name].measure for name in SAID}
    return {name: measure(answers) for name, measure in measures.items() if measure is not None}


def _values(reading: HeldOutReading, num_bytes: int) -> dict[str, float | None]:
    accuracy = reading.accuracy
    return {
        "perplexity": perplexity(reading.loss),
        "bits_per_byte": bits_per_byte(reading.loss, reading.num_tokens, num_bytes),
        "token_accuracy": accuracy if math.isfinite(accuracy) else None,
    }
