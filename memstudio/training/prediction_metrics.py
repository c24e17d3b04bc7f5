"""What the reading of held-out text comes to as metrics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.predictions import bits_per_byte, perplexity
from memstudio.events import MetricFigure

if TYPE_CHECKING:
    from memstudio.training.held_out import HeldOutReading


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


def _values(reading: HeldOutReading, num_bytes: int) -> dict[str, float | None]:
    accuracy = reading.accuracy
    return {
        "perplexity": perplexity(reading.loss),
        "bits_per_byte": bits_per_byte(reading.loss, reading.num_tokens, num_bytes),
        "token_accuracy": accuracy if math.isfinite(accuracy) else None,
    }
