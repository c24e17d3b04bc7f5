"""How smooth the window stays while it trains, and what the window costs the training.

Run by hand, on a display (Xvfb will do):

    xvfb-run -a python -m tests.windows.measure_window --model demo --data book.txt --steps 300

Trains in the real window with all pages visited in turn, and records how late the main loop's
timer fires; then trains the same without a window, in a process of its own. Prints one JSON
document. Lateness is what is beyond the timer's 5 ms, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memstudio import events

_EVERY_MS = 5
_SETTLED = 10
"""Steps left out at the beginning of each run."""


def _config(arguments: argparse.Namespace, out: str) -> dict[str, object]:
    return {
        "model": arguments.model,
        "data": [str(Path(arguments.data).resolve())],
        "trains": "everything",
        "steps": arguments.steps,
        "validate_every": 100,
        "checkpoint_every": 100,
        "validation_tokens": 2048,
        "probe": {"every": 50},
        "out": out,
    }


def _speed(folder: Path) -> float:
    """Training tokens a second over all steps but the first, from the run's own record."""
    steps = []
    for line in (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines():
        event = events.parse_event(line)
        if isinstance(event, events.StepFinished):
            steps.append(event)
    first, last = steps[_SETTLED], steps[-1]
    return (last.tokens - first.tokens) / (last.elapsed - first.elapsed)


def _headless(arguments: argparse.Namespace) -> float:
    with tempfile.TemporaryDirectory() as out:
        code = (
            "import json, sys\n"
            "from memstudio.progress import Control\n"
            "from memstudio.training.run_config import RunConfig\n"
            "from memstudio.training.trainer import train\n"
            "config = RunConfig.of(**json.loads(sys.argv[1]))\n"
            "result = train(config, control=Control(), on_event=lambda event: None)\n"
            "print(result.folder)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(_config(arguments, out))],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return _speed(Path(done.stdout.split()[-1]))


def _in_window(arguments: argparse.Namespace) -> dict[str, object]:  # noqa: PLR0915 - one walk
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.gui.theme import theme
    from memstudio.settings import load_settings
    from memstudio.training.run_config import RunConfig

    app = QApplication(["measure"])
    theme.apply(app, "light")
    session = Session()
    window = MainWindow(session, load_settings())
    window.show()

    def wait_for(condition: object, seconds: float = 600) -> None:
        started = time.monotonic()
        while not condition():  # type: ignore[operator]
            if time.monotonic() - started > seconds:
                raise TimeoutError
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()

    window.start_looking()
    session.start_engine()
    wait_for(lambda: bool(session.devices))
    session.load_model(arguments.model)
    wait_for(lambda: session.model is not None)
    session.read_data((arguments.data,), session.model.segment_length)
    wait_for(lambda: session.corpus is not None and session.task is None)

    late: list[float] = []
    last = [0.0]
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def on_tick() -> None:
        now = time.perf_counter()
        if last[0]:
            late.append(max(0.0, (now - last[0]) * 1000 - _EVERY_MS))
        last[0] = now

    timer.timeout.connect(on_tick)
    pages = ["train", "memory", "use", "train", "memory"]
    turn = [0]
    walker = QTimer()

    def on_turn() -> None:
        window.show_page(pages[turn[0] % len(pages)])
        turn[0] += 1
        document = session.traces.document
        if document is not None and document.num_segments:
            window.selection.select(
                segment=turn[0] % document.num_segments, slot=turn[0] % max(1, document.num_slots)
            )

    walker.timeout.connect(on_turn)
    with tempfile.TemporaryDirectory() as out:
        clicked = time.perf_counter()
        session.start_training(RunConfig.of(**_config(arguments, out)))
        wait_for(lambda: session.run is not None and session.run.step >= 1)
        first_step = time.perf_counter() - clicked
        walker.start(round(1000 * arguments.turn))
        timer.start(_EVERY_MS)
        wait_for(lambda: not session.run.is_active)
        timer.stop()
        walker.stop()
        speed = _speed(Path(session.run.folder))
    late.sort()
    session.close()
    window.deleteLater()
    return {
        "ticks": len(late),
        "late_ms": {
            "p50": round(statistics.median(late), 2),
            "p95": round(late[int(0.95 * len(late))], 2),
            "p99": round(late[int(0.99 * len(late))], 2),
            "max": round(late[-1], 1),
            "over_50": sum(each > 50 for each in late),
        },
        "seconds_from_click_to_first_step": round(first_step, 2),
        "tokens_per_second": round(speed),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="demo")
    parser.add_argument("--data", required=True)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--turn", type=float, default=2.0, help="seconds until the next page")
    arguments = parser.parse_args()
    window = _in_window(arguments)
    headless = _headless(arguments)
    window["tokens_per_second_headless"] = round(headless)
    window["window_over_headless"] = round(float(window["tokens_per_second"]) / headless, 3)  # type: ignore[arg-type]
    sys.stdout.write(json.dumps(window, indent=1) + "\n")


if __name__ == "__main__":
    main()
