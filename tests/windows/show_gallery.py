"""Pictures of what the window shows of every format and every kind of rows.

Run by hand, on a display (Xvfb will do):

    xvfb-run -a python -m tests.windows.show_gallery --out pictures [--theme dark] [--only rows]

Drops each entry of the gallery, and the broken files of each family, on the real window with the
demo model open, and saves a picture of the window for each.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from memstudio.gui.dataset.dataset_card import DatasetCard
from memstudio.gui.drops import plan_drop
from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.gui.theme import theme
from memstudio.settings import load_settings
from tests.data.broken import FAMILIES
from tests.data.broken.case import Family
from tests.data.gallery import GALLERY

_SETTLED_MS = 250


def _turn(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _wait_for(condition: Callable[[], bool], seconds: float = 300) -> None:
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise TimeoutError
        _turn(20)


def _family(family: Family) -> Callable[[Path], list[Path]]:
    def make(folder: Path) -> list[Path]:
        paths = []
        for number, broken in enumerate(family.files):
            place = folder / str(number)
            place.mkdir()
            paths.append(broken.make(place))
        return [path for path in paths if "\0" not in str(path)]

    return make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    shown: dict[str, Callable[[Path], list[Path]]] = {
        str(entry): (lambda folder, entry=entry: [entry.make(folder)])  # type: ignore[misc]
        for entry in GALLERY
    }
    shown |= {f"broken-{family.name}": _family(family) for family in FAMILIES}
    app = QApplication(["gallery"])
    theme.apply(app, arguments.theme)
    session = Session()
    window = MainWindow(session, load_settings())
    window.resize(1280, 800)
    window.show()
    session.start_engine()
    _wait_for(lambda: bool(session.devices))
    session.load_model("demo")
    _wait_for(lambda: session.model is not None and session.task is None)
    for name, make in shown.items():
        if arguments.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            session.clear_data()
            window.commands.follow_plan(plan_drop(map(str, make(Path(folder)))))
            _wait_for(lambda: session.corpus is not None and session.task is None)
            _turn(_SETTLED_MS)
            picture = arguments.out / f"{re.sub('[^a-z0-9.-]+', '-', name.lower())}.png"
            window.grab().save(str(picture))
            card = window.findChild(DatasetCard)
            if card is not None and card.trouble.isVisible():
                card.trouble.setChecked(True)
                card.files.expandAll()
                _turn(_SETTLED_MS)
                window.grab().save(str(picture.with_suffix(".files.png")))
            print(picture, flush=True)  # noqa: T201 - it is a program
    session.close()
    window.deleteLater()


if __name__ == "__main__":
    main()
