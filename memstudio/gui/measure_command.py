"""What the form says, as a command for a terminal."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.measuring.settings import MeasureSettings


def as_command_line(model: str, settings: MeasureSettings, platform: str = sys.platform) -> str:
    """A command that gives the same figures.

    Args:
        model: how it was opened.
        settings: what is measured.
        platform: as in `sys.platform`; Windows gets PowerShell.
    """
    words = ["memstudio", "eval", model, "--task", settings.task]
    is_asked = settings.task == "memory-help" and not settings.data
    if settings.task == "stories" or is_asked:
        words += ["--stories", str(settings.stories)]
    else:
        is_named = settings.task != "run"
        for path in settings.data if is_named else ():
            words += ["--data", path]
        words += _reading(settings) if is_named else []
        words += ["--tokens", str(settings.tokens), "--rows", str(settings.rows)]
    if settings.task == "text" or (settings.task == "memory-help" and settings.data):
        words += ["--segments", str(settings.segments)]
    if settings.baseline:
        words += ["--baseline", settings.baseline]
    words += ["--seed", str(settings.seed)]
    if settings.device != "auto":
        words += ["--device", settings.device]
    if settings.online and settings.baseline:
        words += ["--online"]
    return " ".join(_quoted(word, platform) for word in words) + "\n"


def _reading(settings: MeasureSettings) -> list[str]:
    asked = settings.asked
    words = ["--row-kind", asked.kind] if asked.kind else []
    for role, column in asked.columns.items():
        words += ["--column", f"{role}={column}"]
    return [*words, "--encoding", asked.encoding] if asked.encoding else words


def _quoted(word: str, platform: str) -> str:
    if platform != "win32":
        return shlex.quote(word)
    is_plain = word and all(char.isalnum() or char in "-_.:\\/" for char in word)
    return word if is_plain else "'" + word.replace("'", "''") + "'"
