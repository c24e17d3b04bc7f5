"""Which settings of a run may be another when it goes on, or when a run is branched from it.

Going on must come to what the run would have come to, so the same samples are read in a step, and only
how they are read may change. A branch is another run that begins with weights, optimiser and place in
the text of the first: whatever those depend on stays.

Torch is not imported here.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from memstudio.errors import TrainingError, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from memstudio.training.run_config import RunConfig

AT_RESUME = frozenset({
    "batch_size", "gradient_accumulation", "gradient_checkpointing", "memory_replay", "device",
    "threads", "validate_every", "stop_after", "checkpoint_every", "checkpoint_seconds",
    "checkpoints_kept", "probe.every", "probe.max_segments", "keep_cancelled",
    "tracking.trackers", "tracking.project", "tracking.name", "tracking.tags", "tracking.online",
})  # fmt: skip
"""Settings of how steps are computed, measured and kept."""

AT_BRANCH = AT_RESUME | {
    "steps", "segments_per_sample", "growth_fraction", "bptt_depth", "learning_rate",
    "memory_learning_rate", "gate_learning_rate", "adapter.learning_rate", "momentum", "precision",
    "schedule", "schedule_cycles", "schedule_power", "warmup_fraction", "weight_decay",
    "max_grad_norm", "probe.text", "out",
}  # fmt: skip
"""Those and the settings of what is learnt from here on."""


def with_settings(config: RunConfig, changes: Mapping[str, Any]) -> RunConfig:
    """A configuration with other values, each by its name in run.toml, such as `probe.every`.

    Raises:
        TrainingError: there is no such setting, or a value is wrong.
    """
    values: dict[str, Any] = {}
    for name, value in changes.items():
        owner, _, last = name.rpartition(".")
        if not owner:
            values[name] = value
            continue
        group = getattr(config, owner, None)
        if not isinstance(group, BaseModel):
            raise TrainingError(
                marked("errors", "There is no setting '{setting}'. There are: {names}."),
                setting=name, names=", ".join(type(config).model_fields),
            )  # fmt: skip
        values.setdefault(owner, group.model_dump(exclude_unset=True))[last] = value
    return config.changed(**values)


def for_resume(config: RunConfig, changes: Mapping[str, Any]) -> RunConfig:
    """The configuration of a run that goes on with other settings.

    Raises:
        TrainingError: one of them may not change then; the sentence says why and what would do.
    """
    _check_names(changes, AT_RESUME, at_branch=False)
    _check_packs(config, changes)
    found = with_settings(config, changes)
    if found.samples_per_step != config.samples_per_step:
        raise TrainingError(
            marked("errors", "A step of this run reads {samples} samples, and {batch} at once with an accumulation of {accumulation} would make {other}. Choose numbers whose product is {samples}, or branch a run."),
            samples=config.samples_per_step, other=found.samples_per_step,
            batch=found.batch_size, accumulation=found.gradient_accumulation,
        )  # fmt: skip
    return found


def for_branch(config: RunConfig, changes: Mapping[str, Any], *, step: int) -> RunConfig:
    """The configuration of a run that is branched from another after `step`.

    Raises:
        TrainingError: one of the settings may not change then, or no step is left.
    """
    _check_names(changes, AT_BRANCH, at_branch=True)
    _check_packs(config, changes)
    found = with_settings(config, changes)
    if found.steps <= step:
        raise TrainingError(
            marked("errors", "The branch begins after step {step}, and the run has {steps} steps: none is left. Give it more, such as steps={more}."),
            step=step, steps=found.steps, more=step + max(1, config.steps // 2),
        )  # fmt: skip
    # Of a run that an older version began, a schedule that stays keeps its curve.
    return found.with_schedule() if "schedule" in changes else found


def _value(config: RunConfig, name: str) -> Any:
    found: Any = config
    for part in name.split("."):
        found = getattr(found, part)
    return found


def values_of(config: RunConfig, names: Iterable[str]) -> dict[str, Any]:
    """What a configuration says of the named settings."""
    return {name: _value(config, name) for name in names}


def _check_packs(config: RunConfig, changes: Mapping[str, Any]) -> None:
    """What is in a pack depends on its size, and so do all packs after it."""
    for name in ("batch_size", "gradient_accumulation"):
        if config.packing and changes.get(name, getattr(config, name)) != getattr(config, name):
            raise TrainingError(
                marked("errors", "'{setting}' cannot be another where samples are packed: the packs would hold other samples, and some would be read twice. Start a new run to change that."),
                setting=name,
            )  # fmt: skip


def _check_names(changes: Mapping[str, Any], allowed: frozenset[str], *, at_branch: bool) -> None:
    for name in changes:
        if name in allowed:
            continue
        if not at_branch and name in AT_BRANCH:
            raise TrainingError(
                marked("errors", "'{setting}' cannot be another when a run goes on: it would not come to what it would have come to. Branch a run from it to change that."),
                setting=name,
            )  # fmt: skip
        close = difflib.get_close_matches(name, allowed, n=1, cutoff=0.8)
        if close:
            raise TrainingError(
                marked("errors", "There is no setting '{setting}'. Did you mean '{close}'?"),
                setting=name, close=close[0],
            )  # fmt: skip
        if at_branch:
            text = marked(
                "errors",
                "'{setting}' cannot be another in a branch: weights, optimiser and place in the text depend on it. These can: {names}.",
            )
        else:
            text = marked("errors", "'{setting}' cannot be another when a run goes on. These can: {names}.")  # fmt: skip
        raise TrainingError(text, setting=name, names=", ".join(sorted(allowed)))
