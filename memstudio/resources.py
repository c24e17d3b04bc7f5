"""Finds the files that come with MemStudio: icons, themes, translations, samples, the demo model.

In an installed package they lie in `memstudio/_resources`, in a checkout in `resources` beside
the package. Nothing else in the project builds such a path.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources_dir() -> Path:
    """The folder that holds all resources."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one resource, such as `resource("samples", "SOURCES.toml")`."""
    return resources_dir().joinpath(*parts)
