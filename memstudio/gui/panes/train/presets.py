"""How long a run is, in three sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from memstudio.errors import marked
from memstudio.training.run_config import RunConfig


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings that are chosen together.

    Attributes:
        name: for the code.
        title: marked in the context "training".
        values: by the setting's path in `RunConfig`.
    """

    name: str
    title: str
    values: dict[str, Any]


_USUAL = RunConfig()

PRESETS: tuple[Preset, ...] = (
    Preset(
        "quick",
        marked("training", "Quick look: {steps} steps"),
        {"steps": 50, "validate_every": 25, "checkpoint_every": 50, "probe.every": 10},
    ),
    Preset(
        "normal",
        marked("training", "Normal: {steps} steps"),
        {
            "steps": _USUAL.steps,
            "validate_every": _USUAL.validate_every,
            "checkpoint_every": _USUAL.checkpoint_every,
            "probe.every": _USUAL.probe.every,
        },
    ),
    Preset(
        "thorough",
        marked("training", "Thorough: {steps} steps"),
        {"steps": 2000, "validate_every": 200, "checkpoint_every": 200, "probe.every": 100},
    ),
)
