"""How fast many runs are listed, and how smoothly their curves move.

Run by hand, on a display (Xvfb will do):

    xvfb-run -a python -m tests.windows.measure_runs --runs 1000 --curves 50 --points 10000

Makes run folders, lists them twice, reads one record, and then zooms and pans the curves, each
frame wholly drawn. Prints one JSON document; times are in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from memstudio import events
from memstudio.gui.plots.overlay_chart import OverlayChart
from memstudio.gui.theme import theme
from memstudio.training.run_config import RunConfig
from memstudio.training.run_curves import CurveReader
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import RunIndex
from memstudio.training.run_writer import RunWriter

_FRAMES = 120


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


def _frames(num_curves: int, num_points: int, size: tuple[int, int]) -> list[float]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
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
    app.processEvents()
    box = chart.plot.getViewBox()
    chart._follows = False
    times = []
    for frame in range(_FRAMES):
        low, width = frame * num_points / 1000, 0.9 * num_points * 0.97 ** (frame % 100)
        began = time.perf_counter()
        box.setXRange(low, low + width, padding=0)
        chart.draw()
        chart.plot.viewport().repaint()
        times.append(1000 * (time.perf_counter() - began))
    chart.close()
    return times


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
    frames = sorted(_frames(arguments.curves, arguments.points, tuple(arguments.size)))
    found = {
        "runs": arguments.runs,
        "listed_ms": first,
        "listed_again_ms": again,
        "record_read_ms": reading,
        "frame_median_ms": statistics.median(frames),
        "frame_p95_ms": frames[int(0.95 * len(frames))],
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
