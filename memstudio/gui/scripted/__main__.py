"""Runs the real application with a script at its mouse and keys, and says how it kept up.

Started by `memstudio bench ui`: `python -m memstudio.gui.scripted --model M --text T --trace Z`,
on a display. Writes one JSON document to `--out`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from memstudio.gui.qt_imports import spare_source_reading

spare_source_reading()

from memstudio.gui import application  # noqa: E402 - as `memstudio` does it
from memstudio.gui.main_window import MainWindow  # noqa: E402
from memstudio.gui.scripted.lateness import Lateness  # noqa: E402
from memstudio.gui.scripted.session_script import Plan, Sitting, Times  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.gui.scripted.session_script import Wait

_LOOK_MS = 20
# Not longer than this process, however that ends.
_COUNT = "import os; of = os.getppid()\nwhile os.getppid() == of: pass"
_LONGEST = 300.0  # seconds that one wait may take


class Driver:
    """Plays a script: looks now and then whether what it waits for is so, and goes on."""

    def __init__(self, plan: Plan, app: QApplication, size: tuple[int, int]) -> None:
        self._plan = plan
        self._size = size
        self._script: Iterator[Wait] | None = None
        self._waits_for: Wait = 0.0
        self._since = time.perf_counter()
        self.lateness = Lateness(app)
        self.times = Times()
        self.error = ""
        self._timer = QTimer(app)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.lateness.start("start")
        self._timer.start(_LOOK_MS)

    def _on_timer_timeout(self) -> None:
        pause = _LOOK_MS
        try:
            pause = self._go_on()
        except StopIteration:
            self.lateness.stop()
            return
        except Exception as error:  # noqa: BLE001 - said at the end, whatever it is
            self._give_up(f"{type(error).__name__}: {error}")
            return
        self._timer.start(pause)

    def _go_on(self) -> int:
        """Take the next step when it is time; milliseconds until the next look."""
        if self._script is None:
            windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
            if not windows or not windows[0].isVisible():
                return _LOOK_MS
            windows[0].resize(*self._size)
            found = Sitting(windows[0], self._plan, self.lateness, self.times)
            self._script = found.steps()
        elif callable(self._waits_for) and not self._waits_for():
            if time.perf_counter() - self._since > _LONGEST:
                raise TimeoutError
            return _LOOK_MS
        self._waits_for = next(self._script)
        self._since = time.perf_counter()
        return _LOOK_MS if callable(self._waits_for) else round(1000 * self._waits_for)

    def _give_up(self, error: str) -> None:
        self.error = error
        self.lateness.stop()
        app = QApplication.instance()
        if app is not None:
            app.quit()


def main() -> int:
    """Play the session; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--text", required=True)
    parser.add_argument("--trace", required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--busy", type=int, default=0, help="processes that only count")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    width, height = (int(each) for each in arguments.size.split("x"))
    plan = Plan(arguments.model, arguments.text, arguments.trace, arguments.steps)
    app = QApplication(sys.argv[:1])
    with ExitStack() as stack:
        for _ in range(arguments.busy):
            counting = subprocess.Popen([sys.executable, "-c", _COUNT])  # noqa: S603
            stack.callback(counting.wait)
            stack.callback(counting.kill)
        driver = Driver(plan, app, (width, height))
        status = application.run([])
    found = driver.lateness.figures() | {"times": driver.times.seconds, "error": driver.error}
    Path(arguments.out).write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 1 if driver.error else status


if __name__ == "__main__":
    sys.exit(main())
