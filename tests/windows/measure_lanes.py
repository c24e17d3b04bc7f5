"""How fast the lanes of the Memory page open, pan and zoom on a long trace.

Run by hand, on a display (Xvfb will do):

    xvfb-run -a -s "-screen 0 1920x1080x24" python -m tests.windows.measure_lanes [TRACE.zarr]

Shows the trace, or one of a million made-up tokens and 64 slots, in the real window at 1920x1080 and moves what is visible as a user would, a step a
frame. A frame is from the move until everything that it changed was painted and handed to the
display: "shown" by the clock, "worked" by what the window's thread was busy, which other work on
the machine does not change. Prints one JSON document; milliseconds, opening in seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.windows.made_trace import make_trace

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAMES = 300
_PERIOD = 1 / 60


def _summary(frames: list[float]) -> dict[str, float]:
    ordered = sorted(frames)
    return {
        "frames": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(0.95 * len(ordered))], 2),
        "max": round(ordered[-1], 2),
        "within_16_ms": round(sum(each <= 16 for each in ordered) / len(ordered), 4),
    }


def measure(trace: str, size: tuple[int, int]) -> dict[str, object]:  # noqa: PLR0915 - one walk
    """Open a trace in the window and move about in it."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from memstudio.gui.garbage import GarbageCollector
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.gui.theme import theme
    from memstudio.settings import load_settings

    app = QApplication(["measure"])
    theme.apply(app, "light")
    # As the application does: else Python looks through all that was ever imported, in a frame.
    collector = GarbageCollector(app)
    session = Session()
    window = MainWindow(session, load_settings())
    window.pages.all_built.connect(collector.settle)
    window.resize(*size)
    window.show()

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    window.start_looking()
    window.show_page("memory")
    wait(2)
    pictures = window.page("memory").document.pictures
    painted: list[float] = []
    busy: list[float] = []
    session.traces.document_changed.connect(lambda _: window.repaint())
    began, busy_before = time.perf_counter(), time.process_time()
    session.show_trace(trace, "long")
    while session.traces.document is None:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    app.processEvents()
    opened, opening = time.perf_counter() - began, time.process_time() - busy_before
    while not (pictures.written.is_complete and pictures.read.is_complete):
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    complete = time.perf_counter() - began
    visible = pictures.visible
    total = visible.total

    def run(step: Callable[[int], None]) -> dict[str, dict[str, float]]:
        painted.clear()
        busy.clear()
        wait(0.5)
        for index in range(_FRAMES):
            start, worked = time.perf_counter(), time.thread_time()
            step(index)
            app.processEvents()
            painted.append(1000 * (time.perf_counter() - start))
            busy.append(1000 * (time.thread_time() - worked))
            # What comes in between frames is not part of them, as with a display of 60 Hz.
            while time.perf_counter() - start < _PERIOD:
                time.sleep(0.001)
        return {"shown": _summary(painted), "worked": _summary(busy)}

    results: dict[str, object] = {}
    for span in (200, 5_000, 100_000):
        if span >= total:
            continue
        visible.show(total / 3, total / 3 + span)
        results[f"pan, {span:,} tokens wide"] = run(
            lambda index: visible.pan((1 if index % 160 < 80 else -1) * visible.span / 120)
        )
    visible.show_whole()
    about = total * 0.61
    results["zoom in and out"] = run(
        lambda index: visible.zoom(0.94 if index % 240 < 120 else 1 / 0.94, about)
    )
    visible.show(total / 4, total / 4 + 20_000)
    results["hover"] = run(
        lambda index: window.selection.hover(token=int(total / 4) + 40 * index, slot=index % 8)
    )
    results["select segments"] = run(
        lambda index: window.selection.select(segment=1000 + index, token=None)
    )
    session.close()
    window.deleteLater()
    collector.stop()
    return {
        "trace": trace, "tokens": total, "slots": pictures.quantity.num_slots,
        "window": list(size), "opened_s": round(opened, 2), "opened_worked_s": round(opening, 2), "all_tiles_s": round(complete, 2),
        "frames_ms": results,
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trace", nargs="?")
    parser.add_argument("--tokens", type=int, default=1_000_000)
    parser.add_argument("--slots", type=int, default=64)
    parser.add_argument("--size", default="1920x1080")
    arguments = parser.parse_args()
    width, height = (int(each) for each in arguments.size.split("x"))
    with tempfile.TemporaryDirectory() as home:
        os.environ["MEMSTUDIO_HOME"] = home
        trace = arguments.trace
        if trace is None:
            made = Path(home) / "made.zarr"
            make_trace(made, arguments.tokens, arguments.slots)
            trace = str(made)
        sys.stdout.write(json.dumps(measure(trace, (width, height)), indent=1) + "\n")


if __name__ == "__main__":
    main()
