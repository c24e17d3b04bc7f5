"""The settings of many runs, as they stand in their files: read quickly, and not checked."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from memstudio.training.run_folder import CONFIG

if TYPE_CHECKING:
    from pathlib import Path


def settings_in(folder: Path) -> dict[str, Any]:
    """All settings that `run.toml` names, by path such as "memory.num_slots"; {} if unreadable."""
    try:
        with (folder / CONFIG).open("rb") as file:
            values = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    found: dict[str, Any] = {}
    _flatten(values, "", found)
    return found


def _flatten(values: dict[str, Any], before: str, found: dict[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _flatten(value, f"{before}{name}.", found)
        else:
            found[before + name] = value
