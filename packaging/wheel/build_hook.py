"""Puts the resources into the wheel and the sdist, with the translations compiled.

A wheel holds the catalogs only as Qt reads them, because a reader of the source of a translation
reads it in a checkout. An sdist holds both, so that a wheel can be made of it without Qt's tools.
An editable installation gets nothing: it finds the resources in the checkout.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The version is the one that the window runs with; any that the project allows would do.
QT_TOOLS = "PySide6-Essentials>=6.8,!=6.11.0,!=6.11.1,!=6.12.0"


class ResourcesHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files."""

    def dependencies(self) -> list[str]:
        """What has to be installed to build: the compiler of catalogs, unless all are compiled."""
        return [] if _is_unpacked_sdist(Path(self.root)) else [QT_TOOLS]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; see hatchling."""
        if version == "editable":
            return
        root = Path(self.root)
        is_wheel = self.target_name == "wheel"
        inside = "memstudio/_resources" if is_wheel else "resources"
        named: dict[str, str] = build_data["force_include"]
        for path, place in self._catalogs(root).items():
            named[str(path)] = f"{inside}/{place}"
        if is_wheel:
            for path in sorted((root / "resources").rglob("*")):
                if path.is_file() and path.suffix not in {".ts", ".qm"}:
                    place = path.relative_to(root / "resources").as_posix()
                    named[str(path)] = f"{inside}/{place}"

    def _catalogs(self, root: Path) -> dict[Path, str]:
        """Each compiled catalog, and its place among the resources."""
        sources = sorted((root / "resources" / "translations").glob("*.ts"))
        if _is_unpacked_sdist(root):
            found = {source.with_suffix(".qm") for source in sources}
        else:
            # Kept until the program ends, which is after hatchling has read it.
            self._made = tempfile.TemporaryDirectory(prefix="memstudio-catalogs-")
            found = {_compiled(source, Path(self._made.name)) for source in sources}
        return {path: f"translations/{path.name}" for path in sorted(found)}


def _is_unpacked_sdist(root: Path) -> bool:
    return (root / "PKG-INFO").is_file()


def _compiled(source: Path, folder: Path) -> Path:
    import PySide6

    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    target = folder / source.with_suffix(".qm").name
    tool = Path(PySide6.__file__).parent / name
    subprocess.run([str(tool), "-silent", str(source), "-qm", str(target)], check=True)
    return target
