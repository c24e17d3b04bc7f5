"""Feed readers for long: `python -m tests.fuzz --target NAME --minutes M`.

Each target is read in a process of its own. One that is ended by a signal, or is silent for two
minutes, is a failure as well: its input is kept, and another process goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.feeding import Fed, feed
from tests.fuzz.targets import all_names, target_named

_SILENT = 120
_STARTING = 900
"""Seconds until a process has imported what it needs, on a computer that is busy elsewhere."""
# Files are written anew for each input: a hundred times as fast where no disk is waited for.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", action="append", choices=all_names(), help="All when not said.")
    parser.add_argument("--minutes", type=float, default=1.0, help="For each target.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "memstudio-fuzz")
    parser.add_argument("--list", action="store_true", help="Say what there is.")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.list:
        print("\n".join(all_names()))
        return 0
    names = asked.target or all_names()
    if asked.here:
        return _here(names[0], asked)
    failed = sum(_beside(name, asked) for name in names)
    return int(failed > 0)


def _here(name: str, asked: argparse.Namespace) -> int:
    told: set[str] = set()
    began = time.monotonic()

    def tell(fed: Fed) -> None:
        new = [failure for place, failure in fed.failures.items() if place not in told]
        told.update(fed.failures)
        line = {
            "executions": fed.executions,
            "refused": fed.refused,
            "seconds": time.monotonic() - began,
            "new": [[each.place, each.told, str(each.folder)] for each in new],
        }
        print(json.dumps(line), flush=True)

    target = target_named(name)
    began = time.monotonic()
    feed(
        target,
        seed=asked.seed,
        seconds=asked.minutes * 60,
        keep_in=asked.keep / name,
        on_progress=tell,
    )
    return 0


def _beside(name: str, asked: argparse.Namespace) -> int:
    """Feed a target in processes beside this one; how many failures there were."""
    told = _Told(name)
    left, seed = asked.minutes * 60, asked.seed
    (asked.keep / name).mkdir(parents=True, exist_ok=True)
    while left > 0:
        with tempfile.TemporaryDirectory(
            prefix="fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None
        ) as home:
            seconds, why = _one_process(told, asked, seed, left, Path(home))
            if why:
                told.add(f"{why} (seed {seed})", "", "")
                for folder in Path(home).glob("fuzz-*"):
                    shutil.copytree(folder, asked.keep / name / f"died-{seed}", dirs_exist_ok=True)
        # One that dies at once is not started for ever.
        left -= max(seconds, 1)
        seed += 1
    print(
        f"{name}: {told.executions:,} executions, {told.refused:,} refused in words, "
        f"{len(told.places)} failures, {asked.minutes:g} minutes",
        flush=True,
    )
    return len(told.places)


@dataclass
class _Told:
    name: str
    executions: int = 0
    refused: int = 0
    places: set[str] = field(default_factory=set)

    def add(self, place: str, text: str, folder: str) -> None:
        if place not in self.places:
            self.places.add(place)
            print(f"{self.name}: NEW {place}\n  input: {folder}\n{text}", flush=True)


def _one_process(
    told: _Told, asked: argparse.Namespace, seed: int, seconds: float, home: Path
) -> tuple[float, str]:
    """Read with one process; for how long it read, and why it ended before its time."""
    command = [
        sys.executable, "-m", "tests.fuzz", "--here", "--target", told.name, "--seed", str(seed),
        "--minutes", str(seconds / 60), "--keep", str(asked.keep),
    ]  # fmt: skip
    folders = {"TMPDIR": str(home), "HOME": str(home), "MEMSTUDIO_HOME": str(home / "memstudio")}
    environment = os.environ | folders | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    line: dict[str, Any] = {}
    said = (home / "said").open("w+b")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment)
    assert process.stdout is not None
    why = ""
    with said, process, selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while waiting.select(_SILENT if line else _STARTING):
            text = process.stdout.readline()
            if not text:
                break
            line = json.loads(text)
            for new in line["new"]:
                told.add(*new)
        else:
            process.kill()
            why = f"silent for {_SILENT} seconds"
        status = process.wait()
        said.seek(0)
        if status and not why:
            why = f"ended with {status}: {said.read().decode(errors='replace')[-2000:]}"
    told.executions += line.get("executions", 0)
    told.refused += line.get("refused", 0)
    return line.get("seconds", 0.0), why


if __name__ == "__main__":
    sys.exit(main())
