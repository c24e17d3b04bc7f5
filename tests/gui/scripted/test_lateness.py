"""What holds the main loop up is recorded, with its cause and its phase."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from memstudio.gui.scripted.lateness import Lateness

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def hold_the_loop_up() -> None:
    until = time.perf_counter() + 0.3
    while time.perf_counter() < until:
        time.sleep(0.01)


def test_a_stall_is_found_with_what_was_called(qtbot: QtBot) -> None:
    lateness = Lateness()
    lateness.start("quiet")
    qtbot.wait(200)
    lateness.begin("busy")
    qtbot.wait(50)
    hold_the_loop_up()
    qtbot.wait(100)
    lateness.stop()
    found = lateness.figures()
    assert list(found["phases"]) == ["quiet", "busy"]  # type: ignore[call-overload]
    busy = found["phases"]["busy"]  # type: ignore[index]
    assert busy["max"] >= 250
    assert busy["over_50"] >= 1
    longest = found["stalls"][0]  # type: ignore[index]
    assert longest["phase"] == "busy"
    assert longest["ms"] == busy["max"]
    assert any("hold_the_loop_up" in stack for stack in longest["stacks"])


def test_nothing_is_recorded_after_the_end(qtbot: QtBot) -> None:
    lateness = Lateness()
    lateness.start("only")
    qtbot.wait(100)
    lateness.stop()
    ticks = lateness.figures()["all"]["ticks"]  # type: ignore[index]
    assert ticks > 2
    qtbot.wait(100)
    assert lateness.figures()["all"]["ticks"] == ticks  # type: ignore[index]
