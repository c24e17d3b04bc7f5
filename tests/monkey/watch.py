"""Ears and a pulse: what goes wrong inside the application while a monkey is at it."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, QtMsgType, qInstallMessageHandler

LONGEST_STALL = 1.0
"""Seconds for which the main loop may not answer."""

SLOW_END = "the engine did not end in time"
"""What the application says where it ends while its engine is still at work, after half a minute."""

_BEAT_MS = 100
_BENIGN = (
    "This plugin does not support",
    "Could not parse",
    "QXcbConnection",
    "Qt Quick",
    "XDG_RUNTIME_DIR",
    # Said by the hands: part of a window lies beside the screen.
    "Mouse event at",
    # Said by Qt of a double click, between whose presses the page of the guide became another.
    "QTextCursor::setPosition",
    "QStandardPaths",
)


class Diary:
    """Every action before it is done, and everything that went wrong, as lines of JSON."""

    def __init__(self, path: Path, first: int) -> None:
        self._file = path.open("a", encoding="utf-8")
        self.number = first
        self._last: list[str] = []
        self._known: set[str] = set()
        self.tally: Counter[str] = Counter()

    def action(self, text: str) -> None:
        """What is about to be done."""
        self._last = [*self._last[-39:], f"{self.number} {text}"]
        self._write({"action": self.number, "text": text})
        self.number += 1

    def failure(self, kind: str, text: str, **details: Any) -> None:
        """What went wrong; the same is written once a life."""
        key = f"{kind}: {text}"[:200]
        if key in self._known:
            return
        self._known.add(key)
        self._write(
            {"failure": kind, "text": text, "at": self.number, **details, "last": self._last}
        )

    def end(self) -> None:
        """The application ended as it should."""
        self._write({"ended": self.number, "tally": dict(self.tally)})

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._file.flush()


class LogEar(logging.Handler):
    """Hears of everything that the application logs as an error: nothing should be unforeseen."""

    def __init__(self, diary: Diary) -> None:
        super().__init__(logging.ERROR)
        self._diary = diary
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        kind = "slow end" if text == SLOW_END else "logged"
        self._diary.failure(kind, text, trace=self.format(record))


def hear_qt(diary: Diary) -> None:
    """Take Qt's own warnings."""

    def hear(kind: QtMsgType, context: Any, text: str) -> None:
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} and not text.startswith(_BENIGN):
            stack = "".join(traceback.format_stack(limit=12)[:-1])
            diary.failure("qt", text, category=str(context.category), trace=stack)

    qInstallMessageHandler(hear)


class Pulse(QObject):
    """Notes each time that the main loop does not answer for long, with the stacks at that moment.

    What a thread waited for a processor, which others on this computer had, is taken off: the
    longest wait of one thread, since the loop may have waited for the interpreter which that held.
    """

    def __init__(self, diary: Diary, parent: QObject) -> None:
        super().__init__(parent)
        self._diary = diary
        self._stacks = ""
        self._beat = time.monotonic()
        self._waited = _waited_for_processor()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()
        self._ended = threading.Event()
        # A thread of Python's own: that of `faulthandler` looks at frames while they change, and has
        # brought the program down.
        threading.Thread(target=self._look, name="pulse", daemon=True).start()

    def _look(self) -> None:
        while not self._ended.wait(_BEAT_MS / 1000):
            if not self._stacks and time.monotonic() - self._beat > LONGEST_STALL:
                self._stacks = _stacks_of_all()

    def _on_timer_timeout(self) -> None:
        now, waited = time.monotonic(), _waited_for_processor()
        late = now - self._beat - _BEAT_MS / 1000
        if late > LONGEST_STALL:
            waits = [seconds - self._waited.get(name, 0.0) for name, seconds in waited.items()]
            own = late - max(waits, default=0.0)
            if own > LONGEST_STALL:
                self._tell(own, late)
        self._beat, self._waited, self._stacks = now, waited, ""

    def _tell(self, own: float, late: float) -> None:
        self._diary.failure(
            "stall",
            _place(self._stacks),
            seconds=round(own, 2),
            with_waiting=round(late, 2),
            stacks=self._stacks,
        )

    def stop(self) -> None:
        """Listen no more."""
        self._timer.stop()
        self._ended.set()


def _waited_for_processor() -> dict[str, float]:
    """Seconds that each thread of this process was ready and had no processor."""
    waited = {}
    for thread in Path("/proc/self/task").glob("*"):
        with contextlib.suppress(OSError):
            text = (thread / "schedstat").read_text(encoding="ascii")
            waited[thread.name] = int(text.split()[1]) / 1e9
    return waited


def _stacks_of_all() -> str:
    """Of all threads, the innermost call first, the main thread last."""
    main = threading.main_thread().ident
    frames = sorted(sys._current_frames().items(), key=lambda each: each[0] == main)
    lines = []
    for thread, frame in frames:
        calls = traceback.StackSummary.extract(traceback.walk_stack(frame), lookup_lines=False)
        lines.append(f"Thread {thread:#x} (most recent call first):")
        lines += [f'  File "{call.filename}", line {call.lineno} in {call.name}' for call in calls]
    return "\n".join(lines)


def _place(stacks: str) -> str:
    """The innermost place of our own in the main thread, which is told last."""
    frames = stacks.rpartition("Thread ")[2].splitlines()[1:]
    ours = [frame.strip() for frame in frames if "/memstudio/" in frame]
    return ours[0] if ours else (frames[0].strip() if frames else "no stack")
