"""The numbers of a run's events, by the names that trackers show them under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.events import (
    Evaluated,
    GradientMeasured,
    MemoryHealth,
    StepFinished,
    Validated,
)

if TYPE_CHECKING:
    from memstudio.events import RunEvent


def scalars_of(event: RunEvent) -> dict[str, float]:
    """What is drawn of an event over its step; nothing of most events."""
    match event:
        case StepFinished():
            return {
                "train/loss": event.loss,
                "train/learning_rate": event.learning_rate,
                "train/grad_norm": event.grad_norm,
                "train/tokens_per_second": event.tokens_per_second,
            }
        case Validated():
            found = {"validation/loss": event.loss}
            if event.loss_memory_reset is not None:
                found["validation/loss_memory_reset"] = event.loss_memory_reset
            return found
        case Evaluated():
            found = {}
            for name, figure in event.metrics.items():
                if figure.value is not None:
                    found[f"evaluation/{name}"] = figure.value
                if figure.memory_reset is not None:
                    found[f"evaluation/{name}_memory_reset"] = figure.memory_reset
            return found
        case MemoryHealth():
            return {f"memory/{name}": value for name, value in event.values.items()}
        case GradientMeasured():
            return {"memory/gradient_share": event.memory_share}
        case _:
            return {}
