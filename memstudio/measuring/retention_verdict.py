"""What a memory retains, in sentences, and as tables in plain English for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.measuring.retention_report import (
    ASKING_TITLES,
    QUANTITIES,
    QUANTITY_TITLES,
    Quantity,
    RetentionReport,
    RetentionRow,
    RetentionSeries,
    is_share,
)
from memstudio.measuring.verdict import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[float], str]

_RETAINS = {
    "needles": marked("retention", "Stretches read once are retained: {read} are continued word for word over all distances, {reset} with the memory reset, {foil} when they were never read."),
    "pairs": marked("retention", "Pairs read once are retained: for {read} of the keys their value is found again, {reset} with the memory reset, {foil} for keys never read; guessing gives {chance}."),
}  # fmt: skip
_LIKELIER = {
    "needles": marked("retention", "Stretches read once leave a trace, but that they are continued word for word is not shown ({read}, {reset} with the memory reset): their words become likelier by {gain} nats a token than when they were never read."),
    "pairs": marked("retention", "Pairs read once leave a trace, but that a value is found again by its key is not shown ({read}; guessing gives {chance}): it becomes likelier by {gain} nats a token than for keys never read."),
}  # fmt: skip
_NOT_SHOWN = {
    "needles": marked("retention", "It is not shown that stretches read once are retained: {read} are continued word for word, {reset} with the memory reset, {foil} when they were never read."),
    "pairs": marked("retention", "It is not shown that pairs read once are retained: for {read} of the keys their value is found again; guessing gives {chance}."),
}  # fmt: skip
_ONLY_FILLED = {
    "needles": marked("retention", "Better with the memory ({read}) than with it reset ({reset}), but no better than when the stretches were never read ({foil}): it comes of other things in the memory."),
    "pairs": marked("retention", "Better with the memory ({read}) than with it reset ({reset}), but no better than for keys never read ({foil}): values are known, not what they belong to."),
}  # fmt: skip
_REACH = {
    "needles": marked("retention", "Shown still at distance {place}, of {last} at most."),
    "pairs": marked("retention", "Shown still with {place} other pairs written since, of {last} at most."),
}  # fmt: skip


def retention_sentences(report: RetentionReport, write: Write) -> list[Sentence]:
    """What the report says; templates of the context "retention".

    Args:
        report: any.
        write: a share as the reader's language writes it.
    """
    found = []
    for series in report.series:
        recall = series.whole.figures["recall"]
        odds = series.whole.figures["log_odds"]["foil"]
        values: dict[str, object] = {
            "chance": write(series.chance or 0.0), "gain": f"{odds.gain or 0.0:.2f}",
            **{name: write(each.value) for name, each in recall.items()},
        }  # fmt: skip
        is_good = recall["reset"].is_beaten and recall["foil"].is_beaten
        if is_good:
            found.append(Sentence(_RETAINS[series.name], values, "good"))
        elif recall["reset"].is_beaten:
            found.append(Sentence(_ONLY_FILLED[series.name], values))
        elif odds.is_beaten and series.whole.figures["log_odds"]["reset"].is_beaten:
            found.append(Sentence(_LIKELIER[series.name], values))
        else:
            found.append(Sentence(_NOT_SHOWN[series.name], values))
        if is_good and (row := farthest(series)) is not None:
            ends: dict[str, object] = {"place": row.last, "last": series.rows[-1].last}
            found.append(Sentence(_REACH[series.name], ends, "good"))
    return found


def farthest(series: RetentionSeries) -> RetentionRow | None:
    """The farthest place up to which recall beats both controls, at each with 95% certainty."""
    far = None
    for row in series.rows:
        recall = row.figures["recall"]
        # With nothing else read, the foil is the memory reset.
        if not (recall["reset"].is_beaten and recall["foil"].is_beaten):
            break
        far = row
    return far


# ---------------------------------------------------------------------- in English


def percent_in_english(value: float) -> str:
    """A share as English writes it."""
    return f"{value:.1%}"


def value_form(quantity: Quantity, value: float | None, *, is_signed: bool = False) -> str:
    """A value without its unit, shares in hundredths; "–" for none."""
    if value is None:
        return "–"
    text = f"{100 * abs(value):.1f}" if is_share(quantity) else f"{abs(value):.3f}"
    if not text.strip("0."):
        return text
    sign = "\N{MINUS SIGN}" if value < 0 else "+" if is_signed else ""
    return f"{sign}{text}"


def spread(quantity: Quantity, ends: tuple[float | None, ...], *, is_signed: bool = False) -> str:
    """A value with its interval, of value, low and high; "" for no value."""
    if ends[0] is None:
        return ""
    value, low, high = (value_form(quantity, each, is_signed=is_signed) for each in ends)
    return value if ends[1] is None else f"{value} ({low} to {high})"


def retention_table(series: RetentionSeries, quantity: Quantity) -> list[tuple[str, ...]]:
    """By place the value in each way of asking, and what having read gives over the controls.

    The first row is the heading.
    """
    place = {"needles": "Distance", "pairs": "Writes since"}[series.name]
    rows = [(place, *ASKING_TITLES.values(), "Over reset", "Over never read", "Of")]
    for row in (*series.rows, series.whole):
        figures = row.figures[quantity]
        values = [
            spread(quantity, (figures[name].value, figures[name].low, figures[name].high))
            for name in ASKING_TITLES
        ]
        gains = [
            spread(quantity, (each.gain, each.gain_low, each.gain_high), is_signed=True)
            for each in (figures["reset"], figures["foil"])
        ]
        rows.append((row.place or "all", *values, *gains, f"{row.count:,}"))
    return rows


def retention_lines(report: RetentionReport) -> list[tuple[str, ...]]:
    """All figures, a line each, for other programs; the first is the heading."""
    found: list[tuple[str, ...]] = [(
        "series", "quantity", "asked", "first", "last", "value", "low", "high", "gain", "gain_low",
        "gain_high", "count", "chance",
    )]  # fmt: skip
    for series in report.series:
        for row in (series.whole, *series.rows):
            for quantity in QUANTITIES:
                for asked, figure in row.figures[quantity].items():
                    chance = series.chance if quantity == "recall" else None
                    cells = (
                        series.name, quantity, asked, row.first, row.last, *figure.model_dump().values(),
                        row.count, chance,
                    )  # fmt: skip
                    found.append(tuple("" if cell is None else str(cell) for cell in cells))
    return found


def titled(quantity: Quantity) -> str:
    """A quantity in English, with its unit."""
    unit = "%" if is_share(quantity) else "nats a token"
    return f"{QUANTITY_TITLES[quantity]}, {unit}"
