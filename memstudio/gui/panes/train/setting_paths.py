"""Settings by their path, such as `memory.num_slots`."""

from __future__ import annotations

from typing import Any

from memstudio.training.run_config import (
    AdapterSettings,
    EvaluationSettings,
    MemorySettings,
    ProbeSettings,
    RunConfig,
)
from memstudio.training.run_differences import settings_of
from memstudio.training.tracking_settings import TrackingSettings

_OWNERS: dict[str, Any] = {
    "memory": MemorySettings, "probe": ProbeSettings, "adapter": AdapterSettings,
    "evaluation": EvaluationSettings, "tracking": TrackingSettings,
}  # fmt: skip


def field_of(path: str) -> Any:
    """The setting's own description, default and bounds."""
    owner, _, name = path.rpartition(".")
    settings: Any = _OWNERS.get(owner, RunConfig)
    return settings.model_fields[name]


def is_usual(path: str, value: Any) -> bool:
    """Whether a setting is what it is when nothing is said."""
    usual = field_of(path).default
    return bool(value == (list(usual) if isinstance(usual, tuple) else usual) or value == usual)


def value_of(config: RunConfig, path: str) -> Any:
    """What a configuration says of a setting."""
    owner, _, name = path.rpartition(".")
    return getattr(getattr(config, owner) if owner else config, name)


def put(values: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Put a value in its place among others, and return them."""
    owner, _, name = path.rpartition(".")
    if owner:
        values.setdefault(owner, {})[name] = value
    else:
        values[name] = value
    return values


def beyond(config: RunConfig, paths: tuple[str, ...]) -> list[str]:
    """The settings of a run that are not as usual, and neither are nor belong to these."""
    wanted, usual = settings_of(config), settings_of(RunConfig())
    return [
        path
        for path, value in wanted.items()
        if value != usual.get(path, "")
        and not any(path == known or path.startswith(f"{known}.") for known in paths)
    ]
