"""How fast a trace opens, in a process of its own, and how fast what a screen shows is fetched."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.trace.reader import TraceReader

if TYPE_CHECKING:
    from pathlib import Path

_TIMES_OPENED = 3
_TIMES_FETCHED = 7
COLUMNS = 1920
"""Cells of a screenful: one for each of a screen's columns."""

TOKENS_PER_CELL = (1, 4, 16, 50, 128, 256, 520, 1024, 4096)

_OPENS = """
import sys, time
start = time.perf_counter()
from memstudio.trace.reader import TraceReader
trace = TraceReader(sys.argv[1])
trace.text, trace.token_starts, trace.token_ends, trace.segment_starts
for name in trace.quantities:
    trace.quantity(name)
trace.loss()
trace.pooled("read", 0, trace.num_tokens, max(1, trace.num_tokens // 1920))
trace.pooled("write", 0, trace.num_tokens, max(1, trace.num_tokens // 1920))
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Opening:
    """How long it takes to open a trace in a process that has opened none.

    Attributes:
        seconds: the middle of several times, for the text, the places of its tokens, all
            quantities, the loss, and all reads and writes at a screen's resolution.
        slowest: the longest of them.
    """

    seconds: float
    slowest: float


@dataclass(frozen=True)
class Fetch:
    """How long a screenful of weights takes.

    Attributes:
        name: "read" or "write".
        each: tokens that a cell stands for.
        milliseconds: the middle of several times, at places that were not looked at before.
        slowest: the longest of them.
    """

    name: str
    each: int
    milliseconds: float
    slowest: float


def measure_opening(path: Path) -> Opening:
    """Open a trace several times, each in a process of its own."""
    times = []
    for _ in range(_TIMES_OPENED):
        command = [sys.executable, "-c", _OPENS, str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        times.append(float(json.loads(done.stdout)))
    return Opening(statistics.median(times), max(times))


def measure_fetches(path: Path) -> tuple[Fetch, ...]:
    """Fetch a screenful at every size of cell that still has more than a few of them."""
    chooser = random.Random(0)  # noqa: S311 - no secret
    found = []
    trace = TraceReader(path)
    for name in ("read", "write"):
        for each in TOKENS_PER_CELL:
            span = min(trace.num_tokens, COLUMNS * each)
            if span < COLUMNS * each // 8:
                continue
            times = []
            for _ in range(_TIMES_FETCHED):
                start = chooser.randrange(max(1, trace.num_tokens - span)) // each * each
                began = time.perf_counter()
                trace.pooled(name, start, min(start + span, trace.num_tokens), each)
                times.append(1000 * (time.perf_counter() - began))
            found.append(Fetch(name, each, statistics.median(times), max(times)))
    return tuple(found)
