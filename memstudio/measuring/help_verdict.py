"""What a memory gives, in sentences, and as a table in plain English for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.measuring.help_report import CONTROL_TITLES, HelpReport, HelpRow
from memstudio.measuring.verdict import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.measuring.report_parts import ReportFigure

    Write = Callable[[float], str]

_HELPS = marked("memory_help", "The memory helps, and by what it holds: {on} with it, {reset} when it is reset before every segment, {swapped} with another text's memory in its place.")  # fmt: skip
_HELPS_ALONE = marked("memory_help", "The memory helps: {on} with it, {reset} when it is reset before every segment. Whether by what it holds is not known: there was no other text to swap memories with.")  # fmt: skip
_ANY_DOES = marked("memory_help", "What the memory holds makes no difference here that could be shown: {on} with it, {swapped} with another text's memory in its place. That it is better than the memory reset ({reset}) comes from its being filled, with whatever it may be.")  # fmt: skip
_WEIGHTS_DO = marked("memory_help", "It is not shown that what the memory remembers helps here: {on} with it, {reset} when it is reset before every segment. The weights do lean on it, though: without it altogether {off}.")  # fmt: skip
_HARMS = marked("memory_help", "The memory does harm here: {on} with it, {reset} when it is reset before every segment.")  # fmt: skip
_UNCLEAR = marked("memory_help", "It is not shown that the memory makes a difference: {on} with it, {reset} when it is reset before every segment; that may be chance. Measure on more to tell.")  # fmt: skip
_TOO_LITTLE = marked("memory_help", "{on} with the memory, {reset} when it is reset before every segment: too little was read to tell the difference from chance. Take a longer text.")  # fmt: skip
_ABOVE_RESET = marked("memory_help", "What the memory holds is better than the memory reset before every segment: {on} with it, {reset} when reset.")  # fmt: skip
_BETTER_OFF = marked("memory_help", "Without the memory altogether the model does better: {off}.")
_ORDER = marked("memory_help", "The order counts: with the memory of the same text read in a random order {shuffled}.")  # fmt: skip
_NO_ORDER = marked("memory_help", "That the order in which the text was read counts is not shown: {shuffled} with the memory of a random order.")  # fmt: skip
_REACH = marked("memory_help", "It is shown to help for what stood up to {distance} segments back.")
_REACH_AND_ON = marked("memory_help", "It is shown to help for what stood {distance} and more segments back.")  # fmt: skip


def help_sentences(report: HelpReport, write: Write) -> list[Sentence]:
    """What the report says; templates of the context "memory_help".

    Args:
        report: any.
        write: a value as the reader's language writes it.
    """
    figures = report.whole.figures
    values: dict[str, object] = {name: write(each.value) for name, each in figures.items()}
    text, is_good = _of_memory(figures)
    tone = "open" if is_good is None else "good" if is_good else "bad"
    found = [Sentence(text, values, tone)]  # type: ignore[arg-type]
    if _is_better_off(figures):
        found.append(Sentence(_BETTER_OFF, values, "bad"))
    shuffled = figures.get("shuffled")
    if is_good and shuffled is not None:
        found.append(Sentence(_ORDER if shuffled.is_beaten else _NO_ORDER, values))
    if is_good and (row := farthest(report)) is not None:
        text = _REACH_AND_ON if row.last is None else _REACH
        distance = row.first if row.last is None else row.last
        found.append(Sentence(text, {"distance": distance}, "good"))
    return found


def _of_memory(figures: dict[str, ReportFigure]) -> tuple[str, bool | None]:
    reset, swapped, off = (figures.get(name) for name in ("reset", "swapped", "off"))
    if reset is None or reset.gain_low is None or reset.gain_high is None:
        return _TOO_LITTLE, None
    if reset.is_beaten:
        is_more = swapped is None or swapped.is_beaten
        if is_more and _is_better_off(figures):
            return _ABOVE_RESET, None
        if swapped is None:
            return _HELPS_ALONE, True
        return (_HELPS, True) if swapped.is_beaten else (_ANY_DOES, None)
    if reset.gain_high < 0:
        return _HARMS, False
    return (_WEIGHTS_DO if off is not None and off.is_beaten else _UNCLEAR), None


def _is_better_off(figures: dict[str, ReportFigure]) -> bool:
    """Whether the model does better with no memory at all, which no other control can make good."""
    off = figures.get("off")
    return off is not None and off.gain_high is not None and off.gain_high < 0


def farthest(report: HelpReport) -> HelpRow | None:
    """The farthest distance up to which the memory beats the memory reset and another text's."""
    far = None
    for row in report.rows:
        if row.is_new or not row.first:
            continue
        against = [row.figures[name] for name in ("reset", "swapped") if name in row.figures]
        if not all(each.is_beaten for each in against):
            break
        far = row
    return far


# ---------------------------------------------------------------------- in English


def distance_title(row: HelpRow) -> str:
    """Which distances a row is of, in English."""
    if row.first is None:
        return "all"
    if row.is_new:
        return "never before"
    if row.last is None:
        return f"{row.first} or more"
    if row.first == 0:
        return "same segment"
    return str(row.first) if row.first == row.last else f"{row.first} to {row.last}"


def value_in_english(report: HelpReport) -> Write:
    """A value as English writes it."""
    return (lambda value: f"{value:.1%}") if report.is_higher_better else "{:.4f} nats".format


def help_table(report: HelpReport) -> list[tuple[str, ...]]:
    """By distance the value with each memory, and behind it what the real one gives over it.

    The first row is the heading.
    """
    scale, form = (100.0, "{:.1f}") if report.is_higher_better else (1.0, "{:.4f}")
    heading = ("Segments back", *(CONTROL_TITLES[name] for name in report.controls), "Of")
    rows = [heading]
    for row in (report.whole, *report.rows):
        cells = [distance_title(row)]
        for name in report.controls:
            each = row.figures[name]
            text = form.format(scale * each.value)
            if each.gain is not None:
                text += f"  {_signed(scale * each.gain, form)}"
                if each.gain_low is not None and each.gain_high is not None:
                    low, high = (scale * end for end in (each.gain_low, each.gain_high))
                    text += f" ({_signed(low, form)} to {_signed(high, form)})"
            cells.append(text)
        unit = "questions" if report.is_higher_better else f"tokens in {row.parts:,} segments"
        rows.append((*cells, f"{row.count:,} {unit}"))
    return rows


def help_lines(report: HelpReport) -> list[tuple[str, ...]]:
    """All figures, a line for each distance and control, for other programs; the first is the heading."""
    found: list[tuple[str, ...]] = [(
        "quantity", "control", "first", "last", "value", "low", "high", "gain", "gain_low",
        "gain_high", "count", "parts", "stretches",
    )]  # fmt: skip
    for row in (report.whole, *report.rows):
        for name in report.controls:
            each = row.figures[name]
            cells = (
                report.quantity, name, row.first, row.last, each.value, each.low, each.high,
                each.gain, each.gain_low, each.gain_high, row.count, row.parts, row.stretches,
            )  # fmt: skip
            found.append(tuple("" if cell is None else str(cell) for cell in cells))
    return found


def _signed(value: float, form: str) -> str:
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{form.format(abs(value))}"
