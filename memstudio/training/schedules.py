"""How the learning rates fall, in the words of the Trainer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig

_NAMES = {
    "linear": "linear",
    "cosine": "cosine",
    "constant": "constant_with_warmup",
    "inverse_sqrt": "inverse_sqrt",
    "polynomial": "polynomial",
    "cosine_with_restarts": "cosine_with_restarts",
}


def schedule_arguments(config: RunConfig) -> dict[str, Any]:
    """The Trainer's arguments for the schedule of a run."""
    options: dict[str, Any] = {}
    # In runs of older versions nothing was said of it.
    if config.schedule == "cosine_with_restarts":
        options["num_cycles"] = config.schedule_cycles or 1
    elif config.schedule == "polynomial":
        options["power"] = config.schedule_power or 1.0
    return {
        "lr_scheduler_type": _NAMES[config.schedule],
        "lr_scheduler_kwargs": options,
        "warmup_steps": round(config.steps * config.warmup_fraction),
    }
