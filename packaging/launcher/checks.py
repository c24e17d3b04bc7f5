"""Runs every check there is, one after the other, and says at the end which failed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from launcher.virtual_display import VirtualDisplay
from memstudio.cli.system_needs import Need, advice

if TYPE_CHECKING:
    from pathlib import Path

_NO_TESTS = 5  # pytest's exit status when nothing was selected
# On every core, and the same few examples each time: what is judged must not depend on luck.
_QUICK_TESTS = [
    *("-q", "-m", "not slow and not window"),
    *("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"),
    "--hypothesis-profile=quick",
    # The whole is to stay within ten minutes on two cores: the slowest are named.
    *("--durations=0", "--durations-min=2"),
]
_DISPLAY_TOOLS = {
    "Xvfb": Need("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    "openbox": Need("openbox", "openbox", "openbox", "openbox"),
    "xdotool": Need("xdotool", "xdotool", "xdotool", "xdotool"),
}


def run(python: Path, checkout: Path) -> int:
    """Run lint, types, import layers and tests; 0 when all passed."""
    scripts = python.parent
    checks: dict[str, list[str]] = {
        "lint": [str(scripts / "ruff"), "check", "."],
        "format": [str(scripts / "ruff"), "format", "--check", "."],
        "types": [str(scripts / "mypy")],
        "layers": [str(scripts / "lint-imports")],
        "tests": [str(python), "-m", "pytest", *_QUICK_TESTS],
    }
    outcomes = {
        name: _run(name, command, checkout, os.environ | {"QT_QPA_PLATFORM": "offscreen"}) == 0
        for name, command in checks.items()
    }
    window = _run_window_tests(python, checkout)
    if window is not None:
        outcomes["window tests"] = window
    print(flush=True)
    for name, has_passed in outcomes.items():
        print(f"{name:14}{'passed' if has_passed else 'FAILED'}", flush=True)
    return 0 if all(outcomes.values()) else 1


def _run(name: str, command: list[str], checkout: Path, environment: dict[str, str]) -> int:
    """Run one check, and return its exit status."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    status = subprocess.run(
        command, cwd=checkout, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode
    print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    return status


def _run_window_tests(python: Path, checkout: Path) -> bool | None:
    """The tests that need real windows, on a display of their own; None where that cannot be."""
    if not sys.platform.startswith("linux"):
        return None
    missing = [need for tool, need in _DISPLAY_TOOLS.items() if not shutil.which(tool)]
    if missing:
        print(
            f"\n== window tests: not run, because tools are missing. {advice(missing)}", flush=True
        )
        # A person may do without; a machine that judges a change may not.
        return False if os.environ.get("CI") else None
    command = [str(python), "-m", "pytest", "-q", "-m", "window and not slow"]
    with VirtualDisplay() as display:
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        status = _run("window tests", command, checkout, environment)
    return None if status == _NO_TESTS else status == 0
