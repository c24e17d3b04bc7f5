"""All that the pages are made from is imported beside the window."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.page_imports import PageImports
from memstudio.gui.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow

_CODE = """
import importlib, sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.gui.workspace import PAGE_MODULES
from memstudio.settings import Settings
session = Session()
window = MainWindow(session, Settings())
for name in PAGE_MODULES:
    importlib.import_module(name)
before = set(sys.modules)
for name in ("train", "memory", "evaluate", "runs", "monitor"):
    window.page(name)
print(sorted(name for name in set(sys.modules) - before if name.startswith("memstudio.gui.panes")))
session.close()
"""


@pytest.mark.slow
def test_making_a_page_imports_no_more_of_them(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE],
        capture_output=True, text=True, check=True,
        env={"MEMSTUDIO_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PATH": ""},
    )  # fmt: skip
    assert done.stdout.strip().endswith("[]")


def test_a_module_that_is_not_there_keeps_the_window_from_nothing(
    qtbot: QtBot, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    imports = PageImports(qapp)
    heard: list[bool] = []
    imports.imported.connect(lambda: heard.append(True))
    imports.start(("memstudio.gui.no_such_module", "memstudio.gui.use_page"))
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert "no_such_module" in caplog.text
    imports.deleteLater()


@pytest.mark.slow
def test_a_page_that_is_wanted_halfway_is_made_at_once(window: MainWindow) -> None:
    pages = window.pages
    while "memory" not in pages._begun:
        pages.build_the_rest()
    page = window.page("memory")
    assert page is window.page("memory")
    assert page.parent() is not None
    while pages._waiting:
        pages.build_the_rest()
    assert len(pages._built) == 7


def test_a_page_that_is_asked_for_meanwhile_is_made_behind_them(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.3)\nis_done = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    imports = PageImports(window)
    imports.start(["slow_to_import"])
    known: list[bool] = []

    def look() -> None:
        imports.wait()
        known.append(hasattr(sys.modules.get("slow_to_import"), "is_done"))

    pages = Pages(window)
    pages.before_building = look

    def page(parent: QWidget) -> Generator[None, None, QWidget]:
        known.append(True)
        yield
        return QWidget(parent)

    pages.add("one", "home", "One", page)
    pages.page("one")
    pages.page("one")
    assert known == [True, True]


def test_a_click_waits_for_them(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_define.py").write_text("import time\ntime.sleep(0.3)\nis_done = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    button = QPushButton(window)
    known: list[bool] = []
    button.pressed.connect(
        lambda: known.append(hasattr(sys.modules.get("slow_to_define"), "is_done"))
    )
    imports = PageImports(window)
    with qtbot.waitSignal(imports.imported):
        imports.start(["slow_to_define"])
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
        assert known == [True]
    # Later nothing is held up.
    monkeypatch.setattr(imports, "wait", lambda: known.append(False))
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    assert known == [True, True]
