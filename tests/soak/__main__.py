"""Does the same for hours, and says what grows: `python -m tests.soak --cycles 500`.

Two parts, each a process of its own: the engine's (open, train, trace, write, close) and the
Memory page's. Each line of `--out` is what one process held after one cycle; the table of slopes
is printed and, with `--table`, written.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.soak.held import QUANTITIES
from tests.soak.slope import WARM, Slope, slope_of
from tests.soak.table import table

PARTS = ("engine", "views")
POOL = min(32, (os.cpu_count() or 1) + 4)
"""Threads of asyncio's pool, with which zarr reads; each is started when the others are busy."""
_ROOM = {"threads": POOL, "python_threads": POOL}


def main() -> int:
    """Return 1 when anything grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--cycles", type=int, default=500, help="of each part")
    parser.add_argument("--part", choices=PARTS, help="one of them, in this process")
    parser.add_argument("--out", type=Path, default=Path("soak.jsonl"))
    parser.add_argument("--table", type=Path)
    parser.add_argument("--only-table", action="store_true", help="of what is in --out already")
    args = parser.parse_args()
    if args.part is not None:
        _soak(args.part, args.cycles, args.out)
        return 0
    if not args.only_table:
        args.out.unlink(missing_ok=True)
        for part in PARTS:
            command = [sys.executable, "-m", "tests.soak", "--part", part]
            command += ["--cycles", str(args.cycles), "--out", str(args.out.absolute())]
            subprocess.run(command, check=True)
    found = slopes(args.out)
    text = table(found, _command(args.cycles), datetime.now(UTC).date().isoformat(), POOL)
    if args.table is not None:
        args.table.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if all(slope.is_flat for part in found.values() for slope in part.slopes) else 1


class Part:
    """What came of one part."""

    def __init__(self, lines: list[dict[str, float]]) -> None:
        self.cycles = len(lines)
        self.slopes: list[Slope] = [
            slope_of(name, [line[name] for line in lines], _ROOM.get(name, 0))
            for name in QUANTITIES
        ]


def slopes(path: Path) -> dict[str, Part]:
    """Of all parts that have more than the warm cycles in the file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    by_part = {part: [line for line in lines if line["part"] == part] for part in PARTS}
    return {part: Part(of_it) for part, of_it in by_part.items() if len(of_it) > 2 * WARM + 4}


def _command(cycles: int) -> str:
    return shlex.join(["python", "-m", "tests.soak", "--cycles", str(cycles)])


def _soak(part: str, cycles: int, out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="memstudio-soak-") as home:
        os.environ.update(
            MEMSTUDIO_HOME=f"{home}/memstudio", HF_HOME=f"{home}/huggingface", HF_HUB_OFFLINE="1",
            TMPDIR=home,
        )  # fmt: skip
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        tempfile.tempdir = None
        from PySide6.QtWidgets import QApplication

        from memstudio.gui.garbage import GarbageCollector
        from memstudio.gui.theme import theme
        from tests.soak.cycles import soak_engine
        from tests.soak.held import Held, as_line
        from tests.soak.views import soak_views

        app = QApplication([])
        theme.apply(app, "light")
        collector = GarbageCollector(app)
        with out.open("a", encoding="utf-8") as file:

            def keep(held: Held) -> None:
                file.write(json.dumps({"part": part} | as_line(held)) + "\n")
                file.flush()

            {"engine": soak_engine, "views": soak_views}[part](Path(home), cycles, keep)
        collector.stop()


if __name__ == "__main__":
    sys.exit(main())
