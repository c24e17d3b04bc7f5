"""Makes the launcher importable, and a small project that it can really install, offline."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

import memstudio

ROOT = Path(memstudio.__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "packaging" / "pyinstaller")]

BROUGHT = {
    "libx11-6", "libfreetype6", "libxkbcommon0", "libxcb1", "libxcb-render0", "libxcb-shm0",
    "libxcb-sync1", "libxcb-xfixes0",
}  # fmt: skip
"""Packages of Debian that come with those of the window's other libraries."""

# As small as a build backend can be: puts the project's folder on the path.
_BACKEND = """
import os, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        wheel.writestr("small.pth", os.getcwd())
        for file, text in METADATA.items():
            wheel.writestr("small-1.0.dist-info/" + file, text)
    return name

METADATA = {
    "METADATA": "Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n",
    "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}
"""


def make_wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> None:
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in files) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in (files | {f"{info}/RECORD": record}).items():
            wheel.writestr(path, text)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "torch", "1.0", {"torch.py": "build = 'usual'\n"})
    make_wheel(folder, "hatchling", "1.0", {"hatchling/build.py": _BACKEND})
    make_wheel(folder, "editables", "1.0", {"editables.py": ""})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


@pytest.fixture
def checkout(tmp_path: Path, wheels: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "packaging").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "small"\nversion = "1.0"\n',
        encoding="utf-8",
    )
    (folder / "packaging" / "constraints.txt").write_text("torch==1.0\n", encoding="utf-8")
    (folder / "small.py").write_text("", encoding="utf-8")
    return folder
