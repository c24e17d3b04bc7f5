"""Many lives of one user: the window is opened again each time that a monkey has closed it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

_CHECKOUT = Path(__file__).parents[2]
_LONGEST_SILENCE = 120.0
"""Seconds without an action, after which a life counts as hung."""
_SCREEN = {
    "name": "screen", "x": 0, "y": 0, "width": 1280, "height": 800,
    "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1,
}  # fmt: skip


@dataclass
class Outcome:
    """What came of one seed."""

    seed: int
    actions: int = 0
    lives: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)


def live(
    seed: int, actions: int, folder: Path | None = None, platform: str = "offscreen"
) -> Outcome:
    """Let a monkey do so many actions, in as many lives as it takes.

    Args:
        seed: of what is done.
        actions: how many.
        folder: where its home is made; a passing one that is removed, when left out. What it finds to
            drop is made there as well, unless it lies in `home/things` already.
        platform: of Qt; "xcb" opens real windows on `DISPLAY`.
    """
    own = folder or Path(tempfile.mkdtemp(prefix="memstudio-monkey-"))
    try:
        return _live(seed, actions, own, platform)
    finally:
        if folder is None:
            shutil.rmtree(own, ignore_errors=True)


def _live(seed: int, actions: int, folder: Path, platform: str) -> Outcome:
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    if platform == "offscreen":
        screens = home / "screens.json"
        screens.write_text(json.dumps({"screens": [_SCREEN]}), encoding="utf-8")
        platform = f"offscreen:configfile={screens}"
    environment = _environment(home, platform)
    things = home / "things"
    if not things.exists():
        subprocess.run(
            [sys.executable, "-m", "tests.monkey.things", str(things)],
            env=environment, cwd=_CHECKOUT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    outcome = Outcome(seed)
    while outcome.actions < actions:
        diary = folder / f"life-{outcome.lives:03}.jsonl"
        _one_life(outcome, actions, home, things, diary, environment)
        outcome.lives += 1
    return outcome


def _one_life(
    outcome: Outcome, until: int, home: Path, things: Path, diary: Path, environment: dict[str, str]
) -> None:
    output = diary.with_suffix(".out")
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.monkey.life", str(outcome.seed),
             str(outcome.actions), str(until), str(things), str(diary)],
            env=environment, cwd=home, stdout=file, stderr=file,
        )  # fmt: skip
        is_hung = _waits_in_vain(process, diary)
    lines = _lines(diary)
    before = outcome.actions
    done = [line["action"] for line in lines if "action" in line]
    outcome.actions = max(before + 1, max(done) + 1 if done else 0)
    failures = [line for line in lines if "failure" in line]
    for line in lines:
        outcome.tally.update(line.get("tally", {}))
    last = [f"{line['action']} {line['text']}" for line in lines if "action" in line][-40:]
    if is_hung:
        failures.append({"failure": "hang", "text": "no action, and no end"})
    elif process.returncode or not any(_is_end(line) for line in lines):
        failures.append({"failure": "crash", "text": f"exit status {process.returncode}"})
    left = _left_behind(home)
    if left:
        failures.append({"failure": "left behind", "text": ", ".join(left)})
    for failure in failures:
        failure.setdefault("last", last)
        if failure["failure"] in {"hang", "crash"}:
            failure["output"] = output.read_text(encoding="utf-8", errors="replace")[-20_000:]
            crash = home / "memstudio" / "log" / "crash.txt"
            if crash.exists():
                failure["stacks"] = crash.read_text(encoding="utf-8", errors="replace")[-20_000:]
        outcome.failures.append({"seed": outcome.seed, "life": outcome.lives} | failure)


def _environment(home: Path, platform: str) -> dict[str, str]:
    return os.environ | {
        "HOME": str(home),
        "TMPDIR": str(_made(home / "tmp")),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_RUNTIME_DIR": str(_made(home / "runtime")),
        "MEMSTUDIO_HOME": str(home / "memstudio"),
        "HF_HOME": str(home / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "QT_QPA_PLATFORM": platform,
        "PYTHONPATH": str(_CHECKOUT),
    }


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _waits_in_vain(process: subprocess.Popen[bytes], diary: Path) -> bool:
    """Wait for the end of a life; whether it had to be ended."""
    size, since = -1, time.monotonic()
    while process.poll() is None:
        time.sleep(0.1)
        now = diary.stat().st_size if diary.exists() else 0
        if now != size:
            size, since = now, time.monotonic()
        if time.monotonic() - since > _LONGEST_SILENCE:
            # Its stacks go to the crash file beside the log.
            process.send_signal(signal.SIGABRT)
            process.wait(30)
            return True
    return False


def _lines(diary: Path) -> list[dict[str, Any]]:
    if not diary.exists():
        return []
    return [json.loads(line) for line in diary.read_text(encoding="utf-8").splitlines()]


def _is_end(line: dict[str, Any]) -> bool:
    return "ended" in line or line.get("failure") == "slow end"


def _left_behind(home: Path) -> list[str]:
    """Programs that a life has started and that outlived it; they are ended."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("MEMSTUDIO_HOME") == str(home / "memstudio"):
                found.append(" ".join(process.cmdline())[:200])
                process.kill()
        except psutil.Error:
            continue
    return found
