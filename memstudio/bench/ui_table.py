"""The figures of `memstudio bench ui` as Markdown."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.bench.ui_session import UiFigures

_GESTURES = {
    "open_model": "model dropped, until it is open",
    "open_trace": "trace of a million tokens dropped, until it is open",
    "first_step": "click on Start training, until the first step",
}


def as_markdown(found: UiFigures) -> str:
    """Lateness phase by phase, then how soon things are there, then what stood still longest."""
    settings = found.settings
    setting = (
        f"{len(found.sessions)} sessions, a window of {settings.size}, {settings.busy} process(es) "
        "beside training that only count. How late the window's main loop was, in milliseconds; "
        "each figure is the middle one of the sessions."
    )
    lines = [
        setting,
        "",
        "| phase | seconds | median | 99th percentile | worst | over 50 ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    phases = found.sessions[0]["phases"] if found.sessions else ()
    lines += [
        _row(found, phase, "phases", phase)
        for phase in phases
        if all(phase in session["phases"] for session in found.sessions)
    ]
    if found.sessions:
        lines.append(_row(found, "**all**", "all"))
    lines += ["", "| from | seconds |", "| --- | ---: |"]
    if found.first_paint_ms:
        middle = statistics.median(found.first_paint_ms) / 1000
        lines.append(f"| the start of the process to the painted window | {middle:.2f} |")
    lines += [
        f"| {words} | {found.middle('times', name):.2f} |"
        for name, words in _GESTURES.items()
        if found.sessions
    ]
    stalls = [stall for session in found.sessions for stall in session["stalls"]]
    if stalls:
        lines += ["", "The longest stalls, and what the window was doing:", ""]
        for stall in sorted(stalls, key=lambda each: -each["ms"])[:8]:
            last = next((each for each in reversed(stall["stacks"]) if each), "in Qt")
            called = " > ".join(last.split(" > ")[-3:])
            lines.append(f"- {stall['ms']:.0f} ms, {stall['phase']}: {called}")
    return "\n".join(lines)


def _row(found: UiFigures, name: str, *path: str) -> str:
    figures = [found.middle(*path, each) for each in ("p50", "p99", "max", "over_50")]
    seconds = f"{found.middle(*path, 'seconds'):.0f}" if path[0] == "phases" else ""
    p50, p99, worst, over = figures
    return f"| {name} | {seconds} | {p50:.1f} | {p99:.1f} | {worst:.0f} | {over:.0f} |"
