"""How sessions, and what was forgotten of them, are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.cli.states import joined, minute
from memstudio.cli.terminal import on_one_line

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.forget_report import ForgetReport, Measured
    from memstudio.tasks.dialogue.remembered import Remembered
    from memstudio.tasks.dialogue.session_record import SessionEntry
    from memstudio.tasks.dialogue.turn import Turn

LIST_HEADING = ("NAME", "MODEL", "KIND", "TURNS", "SAVED", "BRANCHED FROM", "BEGINS")
MEASURED_HEADING = ("", "ASKED", "ANSWER", "BEFORE", "NOW", "NEVER SAID", "EMPTY MEMORY")


def entry_as_json(entry: SessionEntry) -> dict[str, Any]:
    """A session, with all that its record says."""
    return entry.record.model_dump(mode="json") | {
        "turns": len(entry.record.turns),
        "path": str(entry.folder),
    }


def list_cells(entry: SessionEntry) -> tuple[str, ...]:
    """A session as a row of a table."""
    record = entry.record
    return (
        record.name, record.model, record.kind, str(len(record.turns)), minute(record.saved),
        record.branched_from[0].name if record.branched_from else "", on_one_line(record.opening),
    )  # fmt: skip


def turn_lines(number: int, turn: Turn, *, is_remembered: bool) -> list[str]:
    """A turn to be read, with its number."""
    notes = [f"from {turn.origin}"] if turn.origin else []
    notes += [] if is_remembered else ["no longer in the memory"]
    heading = f"[{number}]" + (f" ({', '.join(notes)})" if notes else "")
    if turn.is_document:
        return [f"{heading} read {turn.source}: {on_one_line(turn.prompt)}"]
    lines = [f"{heading} {turn.prompt.strip()}"]
    return [*lines, f"    {turn.answer.strip()}"] if turn.answer.strip() else lines


def slot_rows(found: Remembered) -> list[tuple[str, ...]]:
    """Each slot with its words and the turns that changed it most."""
    return [
        (
            str(each.slot),
            joined(each.contents),
            ", ".join(f"turn {w.number} ({w.change:.0%})" for w in each.writers),
        )
        for each in found.slots
    ]


def remembered_as_json(found: Remembered) -> dict[str, Any]:
    """What is remembered, as plain values."""
    return {
        "segments": found.num_segments,
        "waiting": found.waiting,
        "turns_forgotten": found.num_before,
        "slots": [
            {
                "slot": each.slot,
                "words": list(each.contents.words),
                "turns": [{"number": w.number, "change": w.change} for w in each.writers],
            }
            for each in found.slots
        ],
    }


def verdict_line(report: ForgetReport) -> str:
    """What came of forgetting, in a sentence with its numbers."""
    worst = max(report.forgotten, key=lambda each: each.after, default=None)
    if worst is None:
        return "It is gone from what was read; nothing of it could be asked for, so nothing was measured."
    now, never, before = (percent(n) for n in (worst.after, worst.never, worst.before))
    answer = worst.probe.target.strip()
    if report.verdict == "not measured":
        return f"It is gone from what was read; there was nothing to measure: '{answer}' was not likely before ({before}) either."
    if report.verdict == "forgotten":
        return f"Forgotten: '{answer}' is now as likely ({now}) as if it had never been said ({never}); before {before}."
    if report.verdict == "still told":
        return f"What remains tells it as well: '{answer}' is still the likeliest ({before} before, {now} now). Forget that too."
    if report.verdict == "never held":
        return f"The memory did not hold it: '{answer}' was no likelier ({before}) than if it had never been said ({never})."
    return f"Not forgotten: '{answer}' is still likelier ({now}) than if it had never been said ({never}); before {before}."


def measured_rows(report: ForgetReport) -> list[tuple[str, ...]]:
    """Every number behind it."""
    return [
        *(("forgotten", *_cells(each)) for each in report.forgotten),
        *(("other", *_cells(each)) for each in report.others),
    ]


def report_as_json(report: ForgetReport) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "verdict": report.verdict,
        "way": report.way,
        "words": report.words,
        "turns": report.num_turns,
        "sentences": list(report.sentences),
        "slots": list(report.slots),
        "forgotten": [_as_json(each) for each in report.forgotten],
        "others": [_as_json(each) for each in report.others],
    }


def percent(share: float) -> str:
    """A probability as people say it."""
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}" if share >= 0.001 else "<0.1%"


def _cells(each: Measured) -> tuple[str, ...]:
    numbers = (each.before, each.after, each.never, each.empty)
    texts = (on_one_line(each.probe.cue), on_one_line(each.probe.target))
    return (*texts, *(percent(n) for n in numbers))


def _as_json(each: Measured) -> dict[str, Any]:
    return {
        "asked": each.probe.cue,
        "answer": each.probe.target,
        "before": each.before,
        "after": each.after,
        "never": each.never,
        "empty": each.empty,
    }
