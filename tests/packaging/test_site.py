"""The guide is built as a site, and no link of it leads nowhere."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from memstudio.guide.contents import page_names
from tests.packaging.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, root / "packaging" / "site" / "build.py", "--out", out]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_site_has_every_page_and_no_dead_link(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    done = build(ROOT, tmp_path / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in page_names():
        assert (tmp_path / "site" / "guide" / "en" / f"{name}.html").is_file()
    assert "guide/en/index.html" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "fonts.g" not in (tmp_path / "site" / "guide" / "en" / "index.html").read_text(
        encoding="utf-8"
    )
