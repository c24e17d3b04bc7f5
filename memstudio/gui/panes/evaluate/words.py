"""What a cell says in words: for its face, its tooltip, and who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.bench.task_descriptions import task_description
from memstudio.gui.panes.evaluate.results import CONTROLS, Verdict
from memstudio.gui.translation import filled, numbered, with_colon
from memstudio.gui.widgets.number_format import count, percent
from memstudio.memory.kinds_registry import kind_descriptions

if TYPE_CHECKING:
    from memstudio.bench.trial_table import Row, Spread
    from memstudio.gui.panes.evaluate.results import Cell, Memory

VERDICT_ICONS = {
    Verdict.USED: ("check", "success"),
    Verdict.NOT_SHOWN: ("help", "warning"),
    Verdict.NOT_LEARNT: ("minus", "muted_text"),
    Verdict.NO_CONTROLS: ("minus", "muted_text"),
}
"""Icon and colour; the words beside them say the same."""


def verdict_text(verdict: Verdict) -> str:
    """In two words."""
    return {
        Verdict.USED: QCoreApplication.translate("EvaluateWords", "memory used"),
        Verdict.NOT_SHOWN: QCoreApplication.translate("EvaluateWords", "use not shown"),
        Verdict.NOT_LEARNT: QCoreApplication.translate("EvaluateWords", "not learnt"),
        Verdict.NO_CONTROLS: QCoreApplication.translate("EvaluateWords", "no memory"),
    }[verdict]


def verdict_sentence(row: Row, verdict: Verdict) -> str:
    """Why, with the numbers."""
    right = percent(row.scores["none"].mean, 1)
    chance = percent(row.chance, 1)
    reset = percent(row.scores["reset"].mean, 1) if "reset" in row.scores else ""
    swapped = percent(row.scores["swapped"].mean, 1) if "swapped" in row.scores else ""
    text = {
        Verdict.USED: QCoreApplication.translate(
            "EvaluateWords",
            "It answers from its memory: %1 right, but only %2 with the memory reset and %3 with "
            "that of another text; guessing gets %4.",
        ),
        Verdict.NOT_SHOWN: QCoreApplication.translate(
            "EvaluateWords",
            "%1 right, %2 with the memory reset and %3 with that of another text; guessing gets "
            "%4. For a use to be shown the memory has to bring half of the answers, and both "
            "controls have to fall to guessing or under it.",
        ),
        Verdict.NOT_LEARNT: QCoreApplication.translate(
            "EvaluateWords", "%1 right is no better than guessing, which gets %4."
        ),
        Verdict.NO_CONTROLS: QCoreApplication.translate(
            "EvaluateWords", "%1 right, where guessing gets %4. There is no memory to be reset."
        ),
    }[verdict]
    return numbered(text, right, reset, swapped, chance)


def control_name(control: str) -> str:
    """What was done to the memory between segments."""
    return {
        "none": QCoreApplication.translate("EvaluateWords", "As it is"),
        "reset": QCoreApplication.translate("EvaluateWords", "Reset"),
        "swapped": QCoreApplication.translate("EvaluateWords", "Swapped"),
        "zeroed": QCoreApplication.translate("EvaluateWords", "Zeroed"),
        "shuffled": QCoreApplication.translate("EvaluateWords", "Shuffled"),
    }.get(control, control)


def memory_title(memory: Memory) -> str:
    """How a memory is called, with what was changed about it."""
    kind, variant = memory
    title = next((filled(each.title) for each in kind_descriptions() if each.name == kind), kind)
    return f"{title} · {filled(variant)}" if variant else title


def task_title(name: str) -> str:
    """How a task is called."""
    task = task_description(name)
    return filled(task.title, task.values)


def task_summary(name: str) -> str:
    """What a task asks for; "" for one that is not known."""
    task = task_description(name)
    return filled(task.summary, task.values) if task.summary else ""


def spread_text(spread: Spread) -> str:
    """From the lowest to the highest of the seeds; "" where they do not differ."""
    if spread.high - spread.low < 5e-4:
        return ""
    low, high = percent(spread.low, 1), percent(spread.high, 1)
    return f"{low.removesuffix('%')}–{high}"


def brief_spread(spread: Spread) -> str:
    """The same in whole percent, for where there is little room."""
    low, high = percent(spread.low), percent(spread.high)
    return "" if low == high else f"{low.removesuffix('%')}–{high.removesuffix('%')}"


def cell_text(cell: Cell) -> str:
    """A cell in a few words, as it is read aloud and copied."""
    parts = []
    if cell.row is not None and cell.verdict is not None:
        parts += [percent(cell.row.scores["none"].mean, 1), verdict_text(cell.verdict)]
    if cell.running is not None:
        parts.append(running_text(cell))
    elif cell.row is None:
        parts.append(QCoreApplication.translate("EvaluateWords", "waiting"))
    return ", ".join(parts)


def running_text(cell: Cell) -> str:
    """How far the trial of a cell is."""
    running = cell.running
    if running is None:
        return ""
    text = QCoreApplication.translate("EvaluateWords", "learning, %1 right so far")
    return text.replace("%1", percent(running.accuracy))


def cell_tip(cell: Cell) -> str:
    """All numbers of a cell, for its tooltip."""
    lines = [f"{memory_title(cell.memory)} · {task_title(cell.task)}"]
    row = cell.row
    if row is not None and cell.verdict is not None:
        for name in ("none", *CONTROLS):
            if name in row.scores:
                score = row.scores[name]
                spread = f" ({spread_text(score)})" if spread_text(score) else ""
                lines.append(with_colon(control_name(name), f"{percent(score.mean, 1)}{spread}"))
        guessing = QCoreApplication.translate("EvaluateWords", "Guessing: %1")
        lines.append(guessing.replace("%1", percent(row.chance, 1)))
        seeds = QCoreApplication.translate("EvaluateWords", "Seeds: %1")
        lines.append(seeds.replace("%1", count(len(row.seeds))))
        lines.append(verdict_text(cell.verdict))
    if cell.running is not None:
        lines.append(running_text(cell))
    if cell.num_waiting:
        waiting = QCoreApplication.translate("EvaluateWords", "Trials to come: %1")
        lines.append(waiting.replace("%1", count(cell.num_waiting)))
    return "\n".join(lines)
