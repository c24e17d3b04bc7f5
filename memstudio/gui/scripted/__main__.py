"""Runs the real application with a script at its mouse and keys, and says how it kept up.

Started by `memstudio bench ui`: `python -m memstudio.gui.scripted --model M --text T --trace Z`,
on a display. Writes one JSON document to `--out`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from memstudio.gui.qt_imports import spare_source_reading

spare_source_reading()

from memstudio.gui import application  # noqa: E402 - as `memstudio` does it
from memstudio.gui.scripted.driver import Driver  # noqa: E402
from memstudio.gui.scripted.lateness import Lateness  # noqa: E402
from memstudio.gui.scripted.session_script import Plan, Sitting, Times  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.scripted.driver import Wait

# Not longer than this process, however that ends.
_COUNT = "import os; of = os.getppid()\nwhile os.getppid() == of: pass"


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
        lateness, times = Lateness(app), Times()

        def script(window: MainWindow) -> Iterator[Wait]:
            yield from Sitting(window, plan, lateness, times).steps()
            lateness.stop()

        lateness.start("start")
        driver = Driver(script, app, (width, height))
        status = application.run([])
    lateness.stop()
    found = lateness.figures() | {"times": times.seconds, "error": driver.error}
    Path(arguments.out).write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 1 if driver.error else status


if __name__ == "__main__":
    sys.exit(main())
