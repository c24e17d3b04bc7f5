"""In which settings runs differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.training.run_settings import by_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.training.run_config import RunConfig


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting of several runs.

    Attributes:
        path: in `RunConfig`, such as "memory.num_slots".
        values: in words, one a run; empty where a run does not have it.
    """

    path: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether it is not the same for all."""
        return len(set(self.values)) > 1


def compared(configs: Sequence[RunConfig], *, is_whole: bool = False) -> list[SettingRow]:
    """The settings that differ between runs, or all, in the order of `RunConfig`."""
    tables = [settings_of(config) for config in configs]
    paths = list(dict.fromkeys(path for table in tables for path in table))
    rows = [SettingRow(path, tuple(table.get(path, "") for table in tables)) for path in paths]
    return [row for row in rows if is_whole or row.differs]


def settings_of(config: RunConfig) -> dict[str, str]:
    """All settings by their path, in words as TOML has them; what is not set is empty."""
    values = by_path(config.model_dump(mode="json"))
    return {path: _in_words(value) for path, value in values.items()}


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
