"""A short walk of a monkey, and that it would notice what it is there to notice."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler, qWarning

from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.settings import Settings
from memstudio.workers.messages import TaskKind
from tests.gui.conftest import a_model
from tests.monkey import things, watch
from tests.monkey.lives import _lines, live
from tests.monkey.truth import Facts, contradictions, differences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

# What depends on how much of the computer others take is looked at in long walks only.
_OF_PACE = {"stall", "slow end"}


@pytest.mark.skipif(sys.platform == "win32", reason="its limit on memory is one of POSIX")
@pytest.mark.timeout(280)
@pytest.mark.parametrize("actions", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_a_monkey_finds_nothing(
    tmp_path: Path, actions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To see it again: python -m tests.monkey --seed 11 --actions 100."""
    home = tmp_path / "monkey" / "home"
    monkeypatch.setenv("MEMSTUDIO_HOME", str(home / "memstudio"))
    # Made here, where torch is there already: a program for it takes seconds to begin.
    things.make(home / "things")
    outcome = live(11, actions, tmp_path / "monkey")
    wrong = [each for each in outcome.failures if each["failure"] not in _OF_PACE]
    told = [
        f"{each['failure']}: {each['text']} {each['last'][-3:]}\n{each.get('stacks', '')}"
        for each in wrong
    ]
    assert not told
    assert outcome.actions >= actions


# ---------------------------------------------------------------------- what it would notice


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    session = Session()
    yield session
    assert session.close()


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(session, Settings())
    window.show()
    qtbot.waitExposed(window)
    yield window
    session.run = None
    window.close()
    window.deleteLater()


def _idle(**changes: Any) -> Facts:
    values = {"model": None, "run_is_active": False, "is_within": False, "segments_read": None}
    return Facts(**(values | changes))


def test_a_session_that_agrees_with_its_engine(session: Session) -> None:
    assert not contradictions(session, _idle(), [])


def test_a_model_that_the_engine_does_not_have(session: Session) -> None:
    session._on_worker_model_loaded(a_model("small"))
    assert contradictions(session, _idle(), []) == ["the model is none, not small (rmt)"]


def test_a_task_that_never_ends(session: Session) -> None:
    session._on_worker_task_started(TaskKind.TRACE)
    (told,) = contradictions(session, _idle(), [])
    assert told.startswith("the engine is idle, not busy")


def test_a_run_that_the_window_does_not_know_of(session: Session) -> None:
    told = contradictions(session, _idle(run_is_active=True, is_within=True), [])
    assert told == ["a run is on: True, not False"]


def test_a_window_that_agrees_with_its_session(window: MainWindow) -> None:
    assert not differences(window)
    window.session._on_worker_model_loaded(a_model("small"))
    assert not differences(window)


def test_a_window_that_was_not_told(window: MainWindow) -> None:
    window.session.model = a_model("small")
    told = differences(window)
    assert "the title is MemStudio, not small – MemStudio" in told
    assert any(text.startswith("train.start") for text in told)


def test_a_main_loop_that_stands_still_is_found_with_the_place(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST_STALL", 0.3)
    diary = watch.Diary(tmp_path / "diary.jsonl", 0)
    pulse = watch.Pulse(diary, qapp)
    QTimer.singleShot(0, qapp, lambda: time.sleep(1.0))
    qtbot.waitUntil(lambda: any("failure" in each for each in _lines(tmp_path / "diary.jsonl")))
    pulse.stop()
    diary.close()
    (failure,) = [each for each in _lines(tmp_path / "diary.jsonl") if "failure" in each]
    assert failure["failure"] == "stall"
    assert "test_monkey.py" in failure["stacks"].rpartition("Thread ")[2]


def test_what_qt_and_the_log_say_is_written_down(tmp_path: Path) -> None:
    diary = watch.Diary(tmp_path / "diary.jsonl", 0)
    diary.action("look")
    before = qInstallMessageHandler(None)
    try:
        watch.hear_qt(diary)
        qWarning("a timer was started in another thread")
        qWarning("This plugin does not support propagateSizeHints()")
    finally:
        qInstallMessageHandler(before)
    record = logging.LogRecord("memstudio", logging.ERROR, "", 0, "%s failed", ("load",), None)
    watch.LogEar(diary).handle(record)
    diary.close()
    failures = [line for line in _lines(tmp_path / "diary.jsonl") if "failure" in line]
    assert [(line["failure"], line["text"]) for line in failures] == [
        ("qt", "a timer was started in another thread"),
        ("logged", "load failed"),
    ]
    assert failures[0]["last"] == ["0 look"]
