"""A bundle that was made works by itself; run with `-m slow` after `packaging/pyinstaller/build.py`.

`MEMSTUDIO_BUNDLE` names its folder; `build/bundle/memstudio` is looked at without it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from left_out import is_left_out

from memstudio import __version__
from tests.packaging.conftest import ROOT

BUNDLE = Path(os.environ.get("MEMSTUDIO_BUNDLE", ROOT / "build" / "bundle" / "memstudio"))
PROGRAM = BUNDLE / ("memstudio.exe" if sys.platform == "win32" else "memstudio")
LARGEST = 850_000_000
"""Bytes of all files. It was 1,299 MB before anything was left out."""

_IMPORTS_ALL = """
import importlib, pkgutil, warnings, memstudio
warnings.simplefilter("ignore")
names = [m.name for m in pkgutil.walk_packages(memstudio.__path__, "memstudio.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAM.is_file(), reason="there is no bundle here"),
]


def run(*arguments: str, home: Path) -> str:
    """What the bundle's program says, where there is no Python and no library path."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_no_larger_than_it_has_to_be_and_brings_no_cuda() -> None:
    files = [p for p in BUNDLE.rglob("*") if p.is_file() and not p.is_symlink()]
    assert sum(path.stat().st_size for path in files) < LARGEST
    places = [
        path.relative_to(BUNDLE / "_internal").as_posix() for path in files if path != PROGRAM
    ]
    assert [place for place in places if is_left_out(place)] == []
    assert [place for place in places if re.search(r"libcu(da|blas|dnn)|nvidia", place)] == []


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    assert int(run("-c", _IMPORTS_ALL, home=tmp_path)) > 1000
    assert run("--version", home=tmp_path) == f"memstudio {__version__}\n"


def test_the_demo_learns_and_is_exported_as_a_program(tmp_path: Path) -> None:
    run("demo", "--out", "runs", home=tmp_path)
    (picture,) = (tmp_path / "runs").glob("*/memory.png")
    assert picture.read_bytes()[:4] == b"\x89PNG"
    run("export", "demo", "--to", "program", "--out", "program", home=tmp_path)
    assert (tmp_path / "program" / "step.pt2").is_file()
