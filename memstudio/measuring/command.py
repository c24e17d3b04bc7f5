"""What the form says, as a command for a terminal."""

from __future__ import annotations

import shlex
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from memstudio.measuring.settings import MeasureSettings

if TYPE_CHECKING:
    from memstudio.measuring.measurement import Measurement


def command_of(measurement: Measurement) -> str:
    """A command that gives the figures of a measurement again."""
    return as_command_line(measurement.of.model, settings_of(measurement))


def settings_of(measurement: Measurement) -> MeasureSettings:
    """What was asked for, as far as this version knows it."""
    known = {field.name for field in fields(MeasureSettings)} - {"asked"}
    values: dict[str, Any] = {"task": measurement.of.task}
    values |= {name: each for name, each in measurement.settings.items() if name in known}
    values["data"] = tuple(values.get("data") or ())
    return MeasureSettings(**values)


def as_command_line(model: str, settings: MeasureSettings, platform: str = sys.platform) -> str:
    """A command that gives the same figures.

    Args:
        model: how it was opened.
        settings: what is measured.
        platform: as in `sys.platform`; Windows gets PowerShell.
    """
    words = ["memstudio", "eval", model, "--task", settings.task]
    is_help = settings.task == "memory-help"
    is_of_stories = settings.task == "stories" or (is_help and not settings.data)
    if is_of_stories:
        words += ["--stories", str(settings.stories)]
    else:
        is_named = settings.task != "run"
        for path in settings.data if is_named else ():
            words += ["--data", path]
        words += _reading(settings) if is_named else []
    if settings.task == "retention":
        words += ["--probes", str(settings.probes), "--farthest", str(settings.farthest)]
        words += ["--pairs", str(settings.pairs)]
    elif not is_of_stories:
        words += ["--tokens", str(settings.tokens), "--rows", str(settings.rows)]
    if settings.task == "text" or (is_help and settings.data):
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
