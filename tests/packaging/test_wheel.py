"""The wheel holds all that the program reads, and the sdist makes the same wheel."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

RESOURCES = ROOT / "resources"


def build(source: Path, target: str, into: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = into.iterdir()
    return made


def contents(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as opened:
        return {name: sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_every_resource_and_module_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    wanted = {
        f"memstudio/_resources/{path.relative_to(RESOURCES).as_posix()}"
        for path in RESOURCES.rglob("*")
        if path.is_file() and path.suffix not in {".ts", ".qm"}
    }
    catalogs = [path.stem for path in (RESOURCES / "translations").glob("*.ts")]
    wanted |= {f"memstudio/_resources/translations/{name}.qm" for name in catalogs}
    wanted |= {p.relative_to(ROOT).as_posix() for p in (ROOT / "memstudio").rglob("*.py")}
    assert len(catalogs) == 2
    found = {name for name in contents(wheel) if ".dist-info/" not in name}
    # Such as the mark of a typed package.
    beside = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "memstudio").rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert found == wanted | beside


@pytest.mark.slow
def test_the_sdist_makes_the_same_wheel_without_the_tools_of_qt(
    wheel: Path, tmp_path: Path
) -> None:
    sdist = build(ROOT, "sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as opened:
        opened.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    # Where Qt's compiler of catalogs would be looked for, there is none.
    (source / "PySide6").mkdir()
    (source / "PySide6" / "__init__.py").touch()
    assert contents(build(source, "wheel", tmp_path / "again")) == contents(wheel)
