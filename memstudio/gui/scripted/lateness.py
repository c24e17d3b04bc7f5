"""How late the window's main loop is, and what held it up."""

from __future__ import annotations

import faulthandler
import re
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_EVERY_MS = 5
_STALL_MS = 50.0
_LOOK_EVERY = 0.015  # seconds between two looks whether the loop is late
_FRAMES = 14
_CALL = re.compile(r'File "(.+)", line (\d+) in (\S+)')


@dataclass(slots=True)
class Stall:
    """A time in which the main loop did not turn.

    Attributes:
        phase: of the session.
        milliseconds: that it was late.
        stacks: what the main thread was doing, innermost last; empty where Python could not look,
            as while Qt holds the interpreter.
    """

    phase: str
    milliseconds: float
    stacks: list[str] = field(default_factory=list)


class Lateness(QObject):
    """A timer of 5 ms in the main loop; what it is late by is what a click would wait.

    A second thread looks at the main one's stack while the timer is overdue, so that a stall has
    a cause.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late: dict[str, list[float]] = {}
        self._phase = ""
        self._began: dict[str, float] = {}
        self._lasted: dict[str, float] = {}
        self._stalls: list[Stall] = []
        self._last = 0.0
        self._seen: list[str] = []
        self._is_over = threading.Event()
        self._main = threading.get_ident()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._watcher = threading.Thread(target=self._watch, name="lateness", daemon=True)

    def start(self, phase: str) -> None:
        """Begin with a first phase."""
        self.begin(phase)
        self._timer.start(_EVERY_MS)
        self._watcher.start()

    def begin(self, phase: str) -> None:
        """What follows belongs to another phase."""
        now = time.perf_counter()
        if self._phase:
            self._lasted[self._phase] = now - self._began[self._phase]
        self._phase = phase
        self._began[phase] = now
        self._late.setdefault(phase, [])

    def stop(self) -> None:
        """No more is recorded."""
        self.begin("")
        self._timer.stop()
        self._is_over.set()

    def figures(self) -> dict[str, object]:
        """Phase by phase and in all; times in milliseconds, the phases' length in seconds."""
        phases = {
            name: _summary(late) | {"seconds": round(self._lasted.get(name, 0.0), 2)}
            for name, late in self._late.items()
            if late
        }
        every = [each for late in self._late.values() for each in late]
        return {
            "all": _summary(every),
            "phases": phases,
            "stalls": [
                {
                    "phase": stall.phase,
                    "ms": round(stall.milliseconds, 1),
                    "stacks": stall.stacks,
                }
                for stall in sorted(self._stalls, key=lambda each: -each.milliseconds)
            ],
        }

    @Slot()
    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        if self._last and self._phase:
            late = max(0.0, (now - self._last) * 1000 - _EVERY_MS)
            self._late[self._phase].append(late)
            if late > _STALL_MS:
                self._stalls.append(Stall(self._phase, late, self._seen))
        self._seen = []
        self._last = now

    def _watch(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            while not self._is_over.wait(_LOOK_EVERY):
                late = (time.perf_counter() - self._last) * 1000 - _EVERY_MS
                if not self._last or late < _STALL_MS / 2:
                    continue
                # A frame held here would let go of widgets in this thread. This holds none.
                file.seek(0)
                file.truncate()
                faulthandler.dump_traceback(file)
                file.seek(0)
                self._seen.append(_calls(file.read(), self._main))


def _summary(late: list[float]) -> dict[str, float]:
    ordered = sorted(late)
    return {
        "ticks": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(0.99 * len(ordered))], 1),
        "max": round(ordered[-1], 1),
        "over_50": sum(each > _STALL_MS for each in ordered),
    }


def _calls(dump: str, thread: int) -> str:
    """The innermost calls of one thread, the latest last."""
    for part in dump.split("\n\n"):
        if f"0x{thread:016x}" in part.partition("\n")[0]:
            found = _CALL.findall(part)[:_FRAMES]
            return " > ".join(f"{_short(path)}:{line} {name}" for path, line, name in found[::-1])
    return ""


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
