"""What the table of runs says of a run: in words, and to be sorted by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from memstudio.errors import marked
from memstudio.gui.panes.runs.alarm_words import alarms_of_run
from memstudio.gui.run_words import state_in_words
from memstudio.gui.widgets.number_format import count, decimal, duration, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.training.run_summary import RunSummary

_CONTEXT = "RunTable"
_DIGITS = 16

TITLES = {
    "name": marked("RunTable", "Name"),
    "state": marked("RunTable", "State"),
    "alarms": marked("RunTable", "Alarms"),
    "steps": marked("RunTable", "Steps"),
    "before": marked("RunTable", "Loss before"),
    "after": marked("RunTable", "Loss after"),
    "reset": marked("RunTable", "Memory reset"),
    "started": marked("RunTable", "Started"),
    "duration": marked("RunTable", "Duration"),
    "model": marked("RunTable", "Model"),
    "data": marked("RunTable", "Data"),
    "memory": marked("RunTable", "Memory"),
    "trains": marked("RunTable", "Trained"),
    "tags": marked("RunTable", "Tags"),
}
"""The columns, in their order: what came of a run stands where a narrow window shows it."""

COLUMNS = tuple(TITLES)

NUMBERS = frozenset({"steps", "before", "after", "reset", "duration"})
"""Columns that are read from the right."""

_TIPS = {
    "before": marked("RunTable", "Held-out loss before the first step, in nats a token"),
    "after": marked("RunTable", "Held-out loss as last measured, or of the model that was kept"),
    "reset": marked("RunTable", "Held-out loss with the memory reset before each segment"),
    "trains": marked("RunTable", "Which weights change"),
    "alarms": marked("RunTable", "Measures of the memory's health that went beyond their limits"),
}
_TRAINS = {
    "memory": marked("RunTable", "memory"),
    "adapters": marked("RunTable", "adapters"),
    "everything": marked("RunTable", "everything"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def title_of(column: str) -> str:
    """The head of a column."""
    return _tr(TITLES[column])


def tip_of(column: str) -> str:
    """What a column means, where its head does not say it all."""
    return _tr(_TIPS[column]) if column in _TIPS else ""


def trains_in_words(trains: str) -> str:
    """Which weights change."""
    return _tr(_TRAINS[trains]) if trains in _TRAINS else trains


def short(reference: str) -> str:
    """The last part of a path or Hub id; of a run's model, the run."""
    parts = [part for part in reference.replace("\\", "/").split("/") if part]
    if len(parts) > 2 and parts[-1] == "model":
        parts.pop()
    return parts[-1] if parts else reference


def started_text(run: RunSummary) -> str:
    """When it was started."""
    at = QDateTime.fromSecsSinceEpoch(int(run.created))
    return QLocale().toString(at, QLocale.FormatType.ShortFormat)


def text_of(run: RunSummary, column: str) -> str:
    """A cell in words."""
    words = _WORDS.get(column)
    return words(run) if words is not None else decimal(_loss(run, column), 3)


def _state(run: RunSummary) -> str:
    words = state_in_words(run.state)
    return f"{words} {percent(run.step / max(1, run.total_steps))}" if run.is_active else words


def _steps(run: RunSummary) -> str:
    done, total = count(run.step), count(run.total_steps)
    return done if run.step == run.total_steps else f"{done} / {total}"


_WORDS: dict[str, Callable[[RunSummary], str]] = {
    "name": lambda run: run.shown_name,
    "state": _state,
    "alarms": lambda run: count(len(alarms_of_run(run))) if alarms_of_run(run) else "",
    "model": lambda run: short(run.model),
    "data": lambda run: ", ".join(Path(path).name for path in run.data) or "–",
    "memory": lambda run: run.memory or "–",
    "trains": lambda run: trains_in_words(run.trains) or "–",
    "steps": _steps,
    "started": started_text,
    "duration": lambda run: duration(run.seconds),
    "tags": lambda run: ", ".join(run.tags),
}


def sort_key_of(run: RunSummary, column: str) -> Any:
    """What rows are sorted by; None, which comes last, where there is nothing."""
    match column:
        case "started":
            return run.created
        case "steps":
            return run.step
        case "duration":
            return run.seconds
        case "alarms":
            # What is still wrong weighs more than what was.
            return (len(run.alarms), len(alarms_of_run(run))) if alarms_of_run(run) else None
        case "before" | "after" | "reset":
            return _loss(run, column)
    # Numbers within words count as such: run-2 comes before run-10.
    words = text_of(run, column).casefold()
    return re.sub(r"\d+", lambda digits: digits[0].zfill(_DIGITS), words) or None


def tool_tip_of(run: RunSummary, column: str) -> str:
    """What does not fit in a cell."""
    whole = {
        "name": str(run.path),
        "model": run.model,
        "data": "\n".join(run.data),
        "alarms": "\n".join(alarm.text for alarm in alarms_of_run(run)),
    }
    return whole.get(column, "")


def _loss(run: RunSummary, column: str) -> float | None:
    return {
        "before": run.loss_before, "after": run.loss_after, "reset": run.loss_memory_reset,
    }[column]  # fmt: skip
