"""That the Qt we allow does not corrupt the interpreter, as some of its releases do."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import memstudio

ROOT = Path(memstudio.__file__).resolve().parents[1]
_COUNT = 200


def declared() -> Requirement:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [Requirement(text) for text in project["dependencies"]]
    return next(each for each in found if each.name == "PySide6-Essentials")


def pinned() -> str:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = next(line for line in lines if line.lower().startswith("pyside6_essentials=="))
    return found.partition("==")[2]


@pytest.mark.parametrize("version", ["6.11.0", "6.11.1", "6.12.0"])
def test_releases_that_fail_are_not_allowed(version: str) -> None:
    assert Version(version) not in declared().specifier


def test_the_pinned_release_is_allowed() -> None:
    assert Version(pinned()) in declared().specifier


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True and None are immortal from 3.12 on")
def test_signals_and_calls_keep_the_reference_counts_of_true_and_none(qtbot) -> None:
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QLabel

    class Sender(QObject):
        changed = Signal(bool)

    sender, label = Sender(), QLabel()
    qtbot.addWidget(label)
    sender.changed.connect(label.setVisible)
    label.hide()

    def counts() -> tuple[int, int]:
        return sys.getrefcount(True), sys.getrefcount(None)

    before = counts()
    for number in range(_COUNT):
        sender.changed.emit(number % 2 == 1)
        label.setText(str(number))
    label.hide()
    after = counts()
    # One lost at every call would be a drift of 200; caches of Python and Qt move it by a few.
    assert abs(after[0] - before[0]) < _COUNT // 4
    assert abs(after[1] - before[1]) < _COUNT // 4
