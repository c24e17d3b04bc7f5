"""How fast many runs are listed, and how smoothly their curves move.

Run by hand, on a display (Xvfb will do):

    xvfb-run -a python -m tests.windows.measure_runs --runs 1000 --curves 50 --points 10000

Makes run folders, lists them twice, reads one record, and then turns the wheel over the curves,
drags them and moves the mouse along them, each frame wholly drawn. Prints one JSON document; times
are in milliseconds, those of frames both by the clock and of the processor, which says more where
other programs are at work.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from memstudio import events
from memstudio.gui.plots.overlay_chart import OverlayChart
from memstudio.gui.theme import theme
from memstudio.training.run_config import RunConfig
from memstudio.training.run_curves import CurveReader
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import RunIndex
from memstudio.training.run_writer import RunWriter

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAMES = 120
_NONE, _BARE = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def _make(folder: Path, seed: int, steps: int) -> RunFolder:
    run = RunFolder.create(RunConfig(out=str(folder), steps=steps, seed=seed))
    with RunWriter(run) as writer:
        for step in range(1, steps + 1):
            writer.append(
                events.StepFinished(
                    step=step, total_steps=steps, loss=2.0, learning_rate=1e-3, grad_norm=1.0,
                    tokens=step, tokens_per_second=1.0, elapsed=float(step), eta=0.0,
                    process_bytes=1,
                )
            )  # fmt: skip
    return run


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - began)


def _read(run: RunFolder) -> None:
    reader = CurveReader(run.path)
    while reader.follower.is_behind:
        reader.read()
    reader.curves()


def _chart(num_curves: int, num_points: int, size: tuple[int, int]) -> OverlayChart:
    chart = OverlayChart("curves", "")
    chart.set_axes("step", "nats a token", is_smoothed=True)
    chart.resize(*size)
    chart.show()
    random = np.random.default_rng(0)
    x = np.arange(1.0, num_points + 1)
    for index in range(num_curves):
        y = 2 + 2 * np.exp(-x / num_points * (3 + index % 5)) + random.normal(0, 0.15, num_points)
        chart.show_curve(index, f"run {index}", index, x, y)
    chart.draw()
    return chart


def _turn(chart: OverlayChart, frame: int) -> None:
    viewport = chart.plot.viewport()
    at = QPointF(viewport.width() * (0.3 + 0.4 * (frame % 7) / 7), viewport.height() / 2)
    angle = QPoint(0, 120 if frame % 40 < 20 else -120)
    event = QWheelEvent(
        at, QPointF(viewport.mapToGlobal(at)), QPoint(), angle, _NONE, _BARE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def _drag(chart: OverlayChart, frame: int) -> None:
    chart._box.move_by(0.01 if frame % 40 < 20 else -0.01)


def _hover(chart: OverlayChart, frame: int) -> None:
    viewport = chart.plot.viewport()
    at = QPointF(viewport.width() * (0.2 + 0.6 * frame / _FRAMES), viewport.height() / 2)
    where = QPointF(viewport.mapToGlobal(at))
    QApplication.sendEvent(
        viewport, QMouseEvent(QEvent.Type.MouseMove, at, where, _NONE, _NONE, _BARE)
    )


def _frames(chart: OverlayChart, gesture: Callable[[OverlayChart, int], None]) -> dict[str, float]:
    viewport = chart.plot.viewport()
    by_clock, by_processor = [], []
    for frame in range(_FRAMES):
        began, began_processor = time.perf_counter(), time.thread_time()
        gesture(chart, frame)
        if chart._timer.isActive():
            chart.draw()
        viewport.repaint()
        by_clock.append(1000 * (time.perf_counter() - began))
        by_processor.append(1000 * (time.thread_time() - began_processor))
    return {
        "median": round(statistics.median(by_clock), 1),
        "p95": round(sorted(by_clock)[int(0.95 * _FRAMES)], 1),
        "processor_median": round(statistics.median(by_processor), 1),
        "processor_p95": round(sorted(by_processor)[int(0.95 * _FRAMES)], 1),
    }


def _measure_frames(num_curves: int, num_points: int, size: tuple[int, int]) -> dict[str, object]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    chart = _chart(num_curves, num_points, size)
    # A window that has not come up yet draws nothing.
    until = time.monotonic() + 1
    while time.monotonic() < until:
        app.processEvents()
    found: dict[str, object] = {
        name: _frames(chart, gesture)
        for name, gesture in (("wheel", _turn), ("drag", _drag), ("hover", _hover))
    }
    began = time.perf_counter()
    chart._bundle.is_smooth = True
    chart.draw()
    chart.plot.viewport().repaint()
    found["at_rest"] = round(1000 * (time.perf_counter() - began), 1)
    chart.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--curves", type=int, default=50)
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--size", type=int, nargs=2, default=(900, 350))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for seed in range(arguments.runs):
            _make(folder, seed, 3)
        index = RunIndex()
        first, again = _timed(lambda: index.look(folder)), _timed(lambda: index.look(folder))
        long = _make(folder / "long", 0, arguments.points)
        reading = _timed(lambda: _read(long))
    found = {
        "runs": arguments.runs,
        "listed_ms": first,
        "listed_again_ms": again,
        "record_read_ms": reading,
        "frames_ms": _measure_frames(arguments.curves, arguments.points, tuple(arguments.size)),
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
