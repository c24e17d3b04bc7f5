"""One sitting in the running application, with a picture at each place that the guide tells of.

Started by pictures.py, on a display, in a home of its own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from PySide6.QtWidgets import QApplication  # noqa: E402

from memstudio.gui.qt_imports import spare_source_reading  # noqa: E402

spare_source_reading()

from scenes import SCENES  # noqa: E402 - beside this file
from stage import Stage  # noqa: E402

from memstudio.gui import application  # noqa: E402
from memstudio.gui.scripted.driver import Driver  # noqa: E402
from memstudio.settings import Settings, save_settings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.scripted.driver import Wait


def main() -> int:
    """Play all scenes; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--scene", action="append", choices=SCENES)
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    save_settings(Settings(theme=arguments.theme, language=arguments.language))
    width, height = map(int, arguments.size.split("x"))

    def script(window: MainWindow) -> Iterator[Wait]:
        stage = Stage(window, arguments.out, arguments.work, frozenset(arguments.only))
        for name in arguments.scene or SCENES:
            yield from SCENES[name](stage)
            print(f"{name}: {', '.join(stage.taken)}", flush=True)
            stage.taken.clear()
        window.close()
        yield lambda: not window.isVisible()

    app = QApplication(sys.argv[:1])
    driver = Driver(script, app, (width, height))
    status = application.run([])
    if driver.error:
        print(driver.error, file=sys.stderr)
    return 1 if driver.error else status


if __name__ == "__main__":
    sys.exit(main())
