"""Lets monkeys at the window: `python -m tests.monkey --seed 1 --actions 2000`.

What is done, seed by seed, is kept below `--out`, and what went wrong is printed and kept there in
`failures.jsonl`; the same seed does the same things again, as far as the engine's pace allows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from tests.monkey.lives import live


def main() -> int:
    """Return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="how many, from --seed on")
    parser.add_argument("--actions", type=int, default=1000, help="of each seed")
    parser.add_argument("--out", type=Path, default=Path("monkey-out"))
    parser.add_argument("--platform", default="offscreen", help="offscreen, or xcb on $DISPLAY")
    parser.add_argument("--keep", action="store_true", help="keep each seed's home")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    is_good = True
    for seed in range(args.seed, args.seed + args.seeds):
        begun = time.monotonic()
        folder = (args.out / f"seed-{seed}").absolute()
        shutil.rmtree(folder, ignore_errors=True)
        outcome = live(seed, args.actions, folder, args.platform)
        if not args.keep:
            shutil.rmtree(folder / "home", ignore_errors=True)
        is_good = is_good and not outcome.failures
        with (args.out / "failures.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(failure) + "\n" for failure in outcome.failures)
        summary = {
            "seed": seed, "actions": outcome.actions, "lives": outcome.lives,
            "failures": len(outcome.failures), "seconds": round(time.monotonic() - begun), "tally": outcome.tally,
        }  # fmt: skip
        with (args.out / "seeds.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(summary) + "\n")
        sys.stdout.write(json.dumps(summary) + "\n")
        for failure in outcome.failures:
            sys.stdout.write(f"  {failure['failure']}: {failure['text']}\n")
            sys.stdout.writelines(f"      {each}\n" for each in failure["last"][-6:])
        sys.stdout.flush()
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
