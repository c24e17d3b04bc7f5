"""Cycles are collected in the window's thread and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from memstudio.gui.garbage import GarbageCollector

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class _Circle:
    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        _died_in.append(threading.current_thread().name)


_died_in: list[str] = []


def test_a_thread_that_allocates_collects_nothing_and_the_window_does(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    try:
        gone = weakref.ref(_Circle())
        thread = threading.Thread(target=lambda: [[[]] for _ in range(100_000)], name="busy")
        thread.start()
        thread.join()
        assert gone() is not None
        # Enough for the youngest generation to be due.
        kept = [[] for _ in range(5_000)]
        qtbot.waitUntil(lambda: gone() is None, timeout=10_000)
        assert _died_in == [threading.main_thread().name]
        assert kept
    finally:
        collector.stop()
    assert gc.isenabled()


def test_what_is_there_when_the_window_stands_is_looked_through_no_more() -> None:
    collector = GarbageCollector()
    try:
        gc.collect()
        kept = [[] for _ in range(1_000)]
        before = len(gc.get_objects())
        collector.settle()
        assert len(gc.get_objects()) < before - len(kept)
        gone = weakref.ref(_Circle())
        gc.collect()
        assert gone() is None
    finally:
        gc.unfreeze()
        collector.stop()
