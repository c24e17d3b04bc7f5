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
from pathlib import Path

from tests.fuzz.feeding import Fed, feed
from tests.fuzz.targets import all_names, target_named

_SILENT = 120
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

    def tell(fed: Fed) -> None:
        new = [failure for place, failure in fed.failures.items() if place not in told]
        told.update(fed.failures)
        print(
            json.dumps(
                {
                    "executions": fed.executions,
                    "refused": fed.refused,
                    "new": [[each.place, each.told, str(each.folder)] for each in new],
                }
            ),
            flush=True,
        )

    feed(
        target_named(name),
        seed=asked.seed,
        seconds=asked.minutes * 60,
        keep_in=asked.keep / name,
        on_progress=tell,
    )
    return 0


def _beside(name: str, asked: argparse.Namespace) -> int:
    """Feed a target in processes beside this one; how many failures there were."""
    end, seed = time.monotonic() + asked.minutes * 60, asked.seed
    executions, refused, places = 0, 0, set()
    (asked.keep / name).mkdir(parents=True, exist_ok=True)
    while (left := end - time.monotonic()) > 0:
        with tempfile.TemporaryDirectory(
            prefix="fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None
        ) as home:
            counts, why = _one_process(name, asked, seed, left, Path(home), places)
            executions, refused = executions + counts[0], refused + counts[1]
            if why:
                place = f"{why} (seed {seed}, after {counts[0]})"
                places.add(place)
                print(f"{name}: NEW {place}", flush=True)
                for folder in Path(home).glob("fuzz-*"):
                    shutil.copytree(folder, asked.keep / name / f"died-{seed}", dirs_exist_ok=True)
        seed += 1
    print(
        f"{name}: {executions:,} executions, {refused:,} refused in words, "
        f"{len(places)} failures, {asked.minutes:g} minutes",
        flush=True,
    )
    return len(places)


def _one_process(
    name: str, asked: argparse.Namespace, seed: int, seconds: float, home: Path, places: set[str]
) -> tuple[tuple[int, int], str]:
    """Read with one process; its last counts, and why it ended before its time."""
    command = [
        sys.executable, "-m", "tests.fuzz", "--here", "--target", name, "--seed", str(seed),
        "--minutes", str(seconds / 60), "--keep", str(asked.keep),
    ]  # fmt: skip
    folders = {"TMPDIR": str(home), "HOME": str(home), "MEMSTUDIO_HOME": str(home / "memstudio")}
    environment = os.environ | folders | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    counts = (0, 0)
    said = (home / "said").open("w+b")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment)
    assert process.stdout is not None
    with said, process, selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not waiting.select(_SILENT):
                process.kill()
                return counts, f"silent for {_SILENT} seconds"
            line = process.stdout.readline()
            if not line:
                break
            told = json.loads(line)
            counts = (told["executions"], told["refused"])
            for place, text, folder in told["new"]:
                if place not in places:
                    places.add(place)
                    print(f"{name}: NEW {place}\n  input: {folder}\n{text}", flush=True)
        status = process.wait()
        said.seek(0)
        error = said.read().decode(errors="replace")[-2000:]
    return counts, "" if status == 0 else f"ended with {status}: {error}"


if __name__ == "__main__":
    sys.exit(main())
