"""The commands by name, known without importing any of them.

A new command is one file in `commands` and one line here.
"""

from __future__ import annotations

import os

COMMANDS = (
    "demo",
    "train",
    "resume",
    "runs",
    "generate",
    "sessions",
    "states",
    "collection",
    "search",
    "answer",
    "recommend",
    "trace",
    "explain",
    "order",
    "eval",
    "new",
    "attach",
    "export",
    "serve",
    "monitor",
    "data",
    "models",
    "memories",
    "tasks",
    "devices",
    "cost",
    "bench",
    "doctor",
    "about",
)

INTERRUPTED = 130
"""The exit status of a command that was stopped, by Ctrl-C or because it was asked to end."""

SAFE_MODE = "--safe-mode"
"""Opens the window with the usual settings, and keeps none of what is changed in it."""


def is_for_command_line(arguments: list[str]) -> bool:
    """Whether `memstudio ARGUMENTS` runs a command; else it opens the window with what is named.

    A word that is neither a command nor anything that could be opened is for the command line
    too, which then says so.
    """
    if not arguments:
        return False
    first = arguments[0]
    if first == SAFE_MODE:
        return False
    if first.startswith("-") or first in COMMANDS:
        return True
    looks_like_path = any(mark in first for mark in (".", "/", os.sep))
    return not looks_like_path and not os.path.lexists(first)
