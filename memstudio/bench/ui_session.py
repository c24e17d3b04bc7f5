"""How smooth the window stays through a session under a script, and how soon it is there.

The window is another process: nothing here knows Qt.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil

from memstudio.errors import MemStudioError, marked
from memstudio.resources import resource

if TYPE_CHECKING:
    from memstudio.progress import Control

_LONGEST = 900.0  # seconds of a session
_END_LONGEST = 20.0  # seconds that a window may take to close
_LOOK_EVERY = 0.2
_TOKENS, _SLOTS = 1_000_000, 64


@dataclass(frozen=True)
class UiSettings:
    """What is measured.

    Attributes:
        trace: that is moved about in; None to record one of a million tokens first.
        model: that is opened, trained, asked and evaluated; a path.
        steps: of the training that is watched on all pages.
        runs: of the whole session.
        starts: of the window alone.
        busy: processes that do nothing but take the processor, beside training.
        size: of the window.
    """

    trace: Path | None = None
    model: str = ""
    steps: int = 400
    runs: int = 3
    starts: int = 5
    busy: int = 1
    size: str = "1920x1080"


@dataclass(frozen=True)
class UiFigures:
    """What was found.

    Attributes:
        settings: what was measured.
        first_paint_ms: of each start, from the process to the painted window.
        sessions: of each run: lateness of the main loop in all, by phase, its stalls, and seconds
            from gestures to their effects.
    """

    settings: UiSettings
    first_paint_ms: tuple[int, ...]
    sessions: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        values = asdict(self)
        values["settings"]["trace"] = str(self.settings.trace) if self.settings.trace else None
        return values

    def middle(self, *path: str) -> float:
        """The median over the sessions of a figure in them."""
        found = []
        for session in self.sessions:
            value: Any = session
            for name in path:
                value = value[name]
            found.append(float(value))
        return statistics.median(found)


def measure_ui(settings: UiSettings, control: Control) -> UiFigures:
    """Start the window some times, then play the session.

    Raises:
        MemStudioError: there is no display and no Xvfb, or the session did not come to its end.
        Cancelled: through `control`.
    """
    before = _display()
    with TemporaryDirectory(prefix="memstudio-ui-") as name:
        work = Path(name)
        trace = settings.trace
        if trace is None:
            from memstudio.bench.trace_speed import TraceSettings, record_book

            trace = work / "long.zarr"
            record_book(TraceSettings(tokens=_TOKENS, slots=_SLOTS), trace, control)
        paints = []
        for index in range(settings.starts):
            control.checkpoint()
            control.report(index, settings.starts, marked("progress", "Starting the window"), "")
            paints.append(_first_paint(before, work / f"start-{index}"))
        sessions = []
        for index in range(settings.runs):
            control.checkpoint()
            control.report(index, settings.runs, marked("progress", "Playing the session"), "")
            sessions.append(
                _play(settings, trace.resolve(), before, work / f"run-{index}", control)
            )
    return UiFigures(settings, tuple(paints), tuple(sessions))


def _display() -> list[str]:
    """What a command begins with so that it has a display."""
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY"):
        return []
    if shutil.which("xvfb-run") is None:
        raise MemStudioError(
            marked("errors", "There is no display here, nor Xvfb to stand in for one. Install the package xvfb, or run this on a desktop.")
        )  # fmt: skip
    return ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"]


def _environment(home: Path) -> dict[str, str]:
    # As it comes: none of the user's settings, and nothing of the user's is touched.
    return os.environ | {"MEMSTUDIO_HOME": str(home), "MEMSTUDIO_TIMING": "1"}


def _first_paint(before: list[str], home: Path) -> int:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*before, sys.executable, "-m", "memstudio"],
        env=_environment(home), stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        for line in process.stdout:
            if line.startswith("first_paint_ms "):
                return int(line.split()[1])
    finally:
        _end(process)
    raise MemStudioError(marked("errors", "The window did not come up; the log has the details."))


def _play(
    settings: UiSettings, trace: Path, before: list[str], home: Path, control: Control
) -> dict[str, Any]:
    home.mkdir()
    out = home / "figures.json"
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*before, sys.executable, "-m", "memstudio.gui.scripted",
         "--model", settings.model or str(resource("models", "demo")),
         "--text", str(resource("samples", "pride-and-prejudice.txt")), "--trace", str(trace),
         "--steps", str(settings.steps), "--busy", str(settings.busy), "--size", settings.size,
         "--out", str(out)],
        env=_environment(home), stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    waited = 0.0
    try:
        while process.poll() is None and waited < _LONGEST:
            control.checkpoint()
            try:
                process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                waited += _LOOK_EVERY
    finally:
        _end(process)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    if found.get("error") or not found:
        raise MemStudioError(
            marked("errors", "The session did not come to its end: {reason}"),
            reason=str(found.get("error") or f"exit status {process.returncode}"),
        )
    return found


def _end(process: subprocess.Popen[Any]) -> None:
    """End the process and those it started, the display among them."""
    if process.poll() is not None:
        return
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.terminate()
        _, left = psutil.wait_procs(family, _END_LONGEST)
        for each in left:
            with suppress(psutil.NoSuchProcess):
                each.kill()
    process.terminate()
    process.wait()
