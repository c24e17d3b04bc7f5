"""A run is watched wherever it lies: on a mount, written by another process, or out of reach."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Slot

from memstudio.errors import MemStudioError
from memstudio.gui import run_watch
from memstudio.gui.run_watch import RunWatch
from memstudio.training.run_follower import RunFollower
from memstudio.training.run_writer import RunWriter
from tests.gui.conftest import a_step
from tests.gui.runs import a_run, finished, record, started

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_WRITING = """
import sys, time
from pathlib import Path
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_writer import RunWriter
from tests.gui.conftest import a_step
from tests.gui.runs import finished, started
run = RunFolder.open(sys.argv[1])
with RunWriter(run) as writer:
    writer.append(started(run))
    for number in range(1, 41):
        writer.append(a_step(number))
        time.sleep(0.02)
    writer.append(finished(40))
"""


class Heard(QObject):
    """What a watch has said."""

    def __init__(self, watch: RunWatch) -> None:
        super().__init__()
        self.steps: list[int] = []
        self.states: list[str] = []
        self.parts = 0
        watch.run_read.connect(self._on_run_read)

    @Slot(object, str)
    def _on_run_read(self, found: tuple[object, ...], state: str) -> None:
        self.parts += 1
        self.states.append(state)
        self.steps += [e.step for e in found if e.event == "step_finished"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_watch, "_LOOK_EVERY_MS", 20)
    monkeypatch.setattr(run_watch, "_LOOK_AFTER_MS", 40)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A file system of its own, and a second place where it is mounted."""
    disk, view = tmp_path / "disk", tmp_path / "view"
    disk.mkdir()
    view.mkdir()
    commands = (
        ["mount", "-t", "tmpfs", "tmpfs", str(disk)],
        ["mount", "--bind", str(disk), str(view)],
    )
    made = []
    try:
        for command in commands:
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode:
                pytest.skip("nothing can be mounted here")
            made.append(command[-1])
        yield disk, view
    finally:
        for place in reversed(made):
            subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
@pytest.mark.slow
def test_a_run_that_another_process_writes_through_another_mount_is_followed(
    qtbot: QtBot, mounted: tuple[Path, Path]
) -> None:
    disk, view = mounted
    run = a_run(disk)
    watch = RunWatch()
    heard = Heard(watch)
    writing = subprocess.Popen([sys.executable, "-c", _WRITING, str(run.path)])
    try:
        watch.start(view / run.path.relative_to(disk))
        qtbot.waitUntil(lambda: "completed" in heard.states, timeout=60_000)
    finally:
        writing.communicate(timeout=60)
    assert heard.steps == list(range(1, 41))
    assert "running" in heard.states
    assert heard.parts > 3
    # The writer has said that it is over before it has let go of the folder.
    qtbot.waitUntil(lambda: not watch.is_watching, timeout=60_000)


def test_a_folder_that_keeps_its_reader_waiting_does_not_hold_the_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(tmp_path)
    record(run, started(run), a_step(1), finished(1))
    answers = threading.Event()
    read = RunFollower.read

    def slow(follower: RunFollower) -> object:
        answers.wait()
        return read(follower)

    monkeypatch.setattr(RunFollower, "read", slow)
    watch = RunWatch()
    heard = Heard(watch)
    began = threading.get_ident()
    try:
        watch.start(run.path)
        turns: list[int] = []
        qtbot.waitUntil(lambda: turns.append(1) or len(turns) > 5)
        assert threading.get_ident() == began
        assert not heard.parts
    finally:
        answers.set()
    qtbot.waitUntil(lambda: not watch.is_watching)
    assert heard.steps == [1]


def test_a_run_that_is_taken_up_again_is_followed_again(qtbot: QtBot, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    record(run, started(run), a_step(1))
    watch = RunWatch()
    heard = Heard(watch)
    watch.start(run.path)
    qtbot.waitUntil(lambda: not watch.is_watching)
    assert heard.states[-1] == "interrupted"
    with RunWriter(run) as writer:
        writer.append(a_step(2))
        qtbot.waitUntil(lambda: heard.steps == [1, 2])
        assert heard.states[-1] == "running"
        assert watch.is_watching
    watch.stop()


def test_what_comes_of_a_run_that_is_no_longer_looked_at_is_dropped(
    qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = a_run(tmp_path / "a"), a_run(tmp_path / "b")
    record(first, started(first), a_step(1), finished(1))
    record(second, started(second), a_step(2), finished(2))
    watch = RunWatch()
    heard = Heard(watch)
    watch.start(first.path)
    watch._on_timer_timeout()
    watch.start(second.path)
    qtbot.waitUntil(lambda: not watch.is_watching)
    assert heard.steps == [2]


def test_a_record_that_cannot_be_read_is_said_once(qtbot: QtBot, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    run.metrics.mkdir()
    watch = RunWatch()
    failures: list[MemStudioError] = []
    watch.reading_failed.connect(failures.append)
    watch.start(run.path)
    qtbot.waitUntil(lambda: bool(failures))
    assert "cannot be read" in str(failures[0])
    assert not watch.is_watching
