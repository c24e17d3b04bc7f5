"""Pages that the program knows by itself are as it has them."""

from __future__ import annotations

import subprocess
import sys

from tests.packaging.conftest import ROOT


def test_written_pages_are_as_they_would_be_written_now() -> None:
    command = [sys.executable, ROOT / "packaging" / "guide" / "reference.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
