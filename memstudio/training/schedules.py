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
_LAST_OF_POLYNOMIAL = 1e-7
"""The rate that it falls to where nothing is said; it has to begin above."""


def schedule_arguments(config: RunConfig) -> dict[str, Any]:
    """The Trainer's arguments for the schedule of a run."""
    name = _NAMES[config.schedule]
    options: dict[str, Any] = {}
    # In runs of older versions nothing was said of it.
    if config.schedule == "cosine_with_restarts":
        options["num_cycles"] = config.schedule_cycles or 1
    elif config.schedule == "polynomial":
        options["power"] = config.schedule_power or 1.0
        if config.learning_rate <= _LAST_OF_POLYNOMIAL:
            options["lr_end"] = 0.0
    # The first step of a warm-up changes nothing, so a single step is none.
    warmup = round(config.steps * config.warmup_fraction) if config.steps > 1 else 0
    if config.schedule == "polynomial" and warmup == config.steps:
        # Nothing is left to fall, by which it would divide.
        name, options = _NAMES["constant"], {}
    return {"lr_scheduler_type": name, "lr_scheduler_kwargs": options, "warmup_steps": warmup}
