"""The engine's thread comes after the window's, and so do the threads that it starts."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.giving_way import give_way
from tests.workers.conftest import hearing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority there")


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_and_its_threads_give_way_and_others_do_not() -> None:
    before, seen = priority(), []

    def work() -> None:
        give_way()
        inner = threading.Thread(target=lambda: seen.append(priority()))
        inner.start()
        inner.join()
        seen.append(priority())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before + 5, before + 5]
    assert priority() == before


def test_the_engine_gives_way(qtbot: QtBot) -> None:
    engine = EngineThread()
    seen: list[int] = []
    engine._thread.started.connect(
        lambda: seen.append(priority()), type=Qt.ConnectionType.DirectConnection
    )
    with hearing(qtbot, engine.worker.engine_ready):
        engine.start()
    assert seen == [priority() + 5]
    assert engine.stop(30_000)
