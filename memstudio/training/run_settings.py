"""The settings of many runs, as they stand in their files: read quickly, and not checked."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from memstudio.models.source import RUN_CONFIG

if TYPE_CHECKING:
    from pathlib import Path


def settings_in(folder: Path) -> dict[str, Any]:
    """All settings that `run.toml` names, by path such as "memory.num_slots"; {} if unreadable."""
    try:
        with (folder / RUN_CONFIG).open("rb") as file:
            values = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return by_path(values)


def by_path(values: dict[str, Any], before: str = "") -> dict[str, Any]:
    """What tables within tables hold, each behind the names that lead to it, with dots between."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= (
            by_path(value, f"{before}{name}.")
            if isinstance(value, dict)
            else {before + name: value}
        )
    return found
