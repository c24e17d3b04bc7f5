"""Packages as `pip` would leave them: a folder on the path, with what an installer says of it."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from memstudio.resources import resource

TOY = resource("guide", "examples", "memstudio-toy")


def install(project: Path, site: Path) -> Path:
    """Put a project with a pyproject.toml where Python finds it; returns that folder."""
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module = described["name"].replace("-", "_")
    shutil.copytree(project / module, site / module, ignore=shutil.ignore_patterns("__pycache__"))
    return say_installed(site, described["name"], described["version"], described["entry-points"])


def say_installed(
    site: Path, package: str, version: str, groups: Mapping[str, Mapping[str, str]]
) -> Path:
    """Write the metadata of a package that brings something."""
    folder = site / f"{package.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", encoding="utf-8"
    )
    lines = []
    for group, points in groups.items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items()), ""]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return site
