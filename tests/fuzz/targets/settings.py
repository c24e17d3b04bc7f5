"""Settings of the program, and of runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import tomli_w

from memstudio.errors import MemStudioError
from memstudio.paths import config_dir
from memstudio.settings import Settings, load_settings
from memstudio.training.run_config import RunConfig, read_config
from tests.fuzz.target import Files, Target


def run_settings() -> bytes:
    """A whole run.toml."""
    memory = {"kind": "rmt", "num_slots": 4, "segment_length": 32}
    config = RunConfig.of(data=("a.txt",), memory=memory, columns={"text": "t"})
    return config.to_toml().encode()


_SAID = b'data = ["a.txt"]\nsteps = 5\n[memory]\nkind = "armt"\n[memory.options]\nlayers = [1, 2]\n'


def _configs() -> list[Files]:
    return [{"run.toml": run_settings()}, {"run.toml": _SAID}]


def _read_config(folder: Path) -> None:
    read_config(folder / "run.toml").to_toml()


def _settings() -> list[Files]:
    values = Settings().model_dump(mode="json", exclude_none=True)
    return [{"settings.toml": tomli_w.dumps(values).encode()}]


def _read_settings(folder: Path) -> None:
    config_dir().mkdir(parents=True, exist_ok=True)
    for old in config_dir().iterdir():
        old.unlink()
    shutil.copy(folder / "settings.toml", config_dir() / "settings.toml")
    told: list[MemStudioError] = []
    load_settings(told.append)
    for error in told:
        str(error).encode()


TARGETS = (
    Target("settings", _settings, _read_settings),
    Target("run-settings", _configs, _read_config),
)
