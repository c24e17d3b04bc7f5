"""That the guards in `tests/conftest.py` catch what they are there for."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"

FAULTY = """
import logging, os, socket
import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget

kept = []

def test_goes_out():
    with pytest.raises(OSError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_logs_an_error():
    logging.getLogger("memstudio.somewhere").error("unexpected")

def test_expects_an_error(caplog):
    logging.getLogger("memstudio.somewhere").error("expected")

def test_leaves_a_thread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_leaves_a_window(qapp):
    kept.append(QWidget())
    kept[-1].show()

def test_cleans_up(qtbot):
    widget, thread = QWidget(), QThread()
    qtbot.addWidget(widget)
    widget.show()
    thread.start()
    thread.quit()
    thread.wait()

def test_is_a_fresh_user():
    assert "memstudio-tests-" in os.environ["HOME"]
    assert os.environ["HF_HUB_OFFLINE"] == "1"
"""


@pytest.mark.gui
def test_tests_that_leave_something_behind_fail(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = gui: uses Qt\nqt_api = pyside6\n")
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(FAULTY)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=7, errors=4)
    for guard in ("goes_out", "logs_an_error", "leaves_a_thread", "leaves_a_window"):
        result.stdout.fnmatch_lines([f"ERROR *test_{guard}*"])
