"""A crash of the process is told at the next start, once."""

from __future__ import annotations

import faulthandler
import os

from memstudio.gui.last_crash import last_crashes, stop_watching, take_last_crash, watch_for_crashes
from memstudio.paths import log_dir


def test_what_a_crash_left_is_set_aside_and_told_once() -> None:
    assert take_last_crash() is None
    was_enabled = faulthandler.is_enabled()
    file = watch_for_crashes()
    assert file is not None
    faulthandler.dump_traceback(file)  # as a crash does
    file.close()
    faulthandler.disable()
    if was_enabled:
        faulthandler.enable()
    kept = take_last_crash()
    assert kept is not None
    assert "test_last_crash.py" in kept.read_text(encoding="utf-8")
    assert last_crashes() == [kept]
    assert take_last_crash() is None
    # What was written and survived was no crash.
    file = watch_for_crashes()
    assert file is not None
    faulthandler.dump_traceback(file)
    stop_watching(file)
    if was_enabled:
        faulthandler.enable()
    assert take_last_crash() is None

    for number in range(9):
        (log_dir() / "crash.txt").write_text("Fatal Python error", encoding="utf-8")
        os.utime(log_dir() / "crash.txt", (10**9 + number, 10**9 + number))
        take_last_crash()
    assert len(last_crashes()) == 5
    assert last_crashes()[0] == kept
