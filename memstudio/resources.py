"""Finds the files that come with MemStudio: icons, themes, translations, samples, the demo model.

In an installed package they lie in `memstudio/_resources`, in a checkout in `resources` beside
the package. Nothing else in the project builds such a path.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def resources_dir() -> Path:
    """The folder that holds all resources."""
    # A true folder always: Qt and torch open files by their names.
    package = Path(str(files("memstudio")))
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one resource, such as `resource("samples", "SOURCES.toml")`."""
    return resources_dir().joinpath(*parts)
