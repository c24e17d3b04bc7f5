"""What is in `on_gpu`, in a program of its own.

A device that is made for torch is there as long as the program is: other tests would take it for a GPU.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent / "on_gpu"


def _run(*names: str, which: str) -> None:
    ran = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
            "-m", which, "--tb=short", *(str(_FOLDER / f"{name}.py") for name in names),
        ],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONUTF8": "1"}, cwd=_FOLDER.parents[2],
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout


def test_it_does_on_a_gpu_what_it_does_on_the_cpu() -> None:
    # One program for all: starting it takes as long as all that is in one.
    _run("kinds", "reading", "run", which="not slow")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kinds", "reading"])
def test_so_do_all_other_memories(name: str) -> None:
    _run(name, which="slow")
