"""The folders of this user: settings, data, cache, logs, runs.

`MEMSTUDIO_HOME` puts them all under one folder, for tests and for portable installations.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import appdirs

from memstudio.leftovers import new_scratch, remove

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "memstudio"

_passing: list[Path] = []


def _folder(portable: str, system: str) -> Path:
    home = os.environ.get("MEMSTUDIO_HOME")
    return Path(home).expanduser() / portable if home else Path(system)


def config_dir() -> Path:
    """Where settings are kept."""
    return (
        _passing[-1]
        if _passing
        else _folder("config", appdirs.user_config_dir(_NAME, appauthor=False))
    )


@contextmanager
def passing_settings() -> Iterator[None]:
    """Let settings begin anew, in a folder that is gone after the block; the user's are not touched."""
    folder = new_scratch()
    _passing.append(folder)
    try:
        yield
    finally:
        _passing.pop()
        remove(folder)


def data_dir() -> Path:
    """Where runs, memory states and converted models are kept by default."""
    return _folder("data", appdirs.user_data_dir(_NAME, appauthor=False))


def cache_dir() -> Path:
    """What can be made again: tokenised text, converted models."""
    return _folder("cache", appdirs.user_cache_dir(_NAME, appauthor=False))


def log_dir() -> Path:
    """Where log files are written."""
    return _folder("log", appdirs.user_log_dir(_NAME, appauthor=False))


def runs_dir() -> Path:
    """Where run folders are made unless the user names another place."""
    return data_dir() / "runs"


def models_dir() -> Path:
    """Where new models are saved unless the user names another place."""
    return data_dir() / "models"


def states_dir() -> Path:
    """Where named memory states are kept."""
    return data_dir() / "memory-states"


def sessions_dir() -> Path:
    """Where sessions with a model are kept: what was said, and the memory of it."""
    return data_dir() / "sessions"


def benchmarks_dir() -> Path:
    """Where results of benchmarks that the window runs are kept."""
    return data_dir() / "benchmarks"


def measurements_dir() -> Path:
    """Where what was measured of models in the window is kept."""
    return data_dir() / "measurements"


def collections_dir() -> Path:
    """Where collections of documents to search in are kept."""
    return data_dir() / "collections"


def recommendations_dir() -> Path:
    """Where it is kept what users touched, to recommend by."""
    return data_dir() / "recommendations"


def nearest_existing(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there: it is on the same disk."""
    return next(each for each in (path, *path.parents) if each.exists())


def is_there(path: Path) -> bool:
    """Whether there is a file or folder, be it one that may not be looked at."""
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        return isinstance(error, PermissionError)
