"""What a measurement says, in sentences: what the memory gives, and who is ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from memstudio.errors import marked
from memstudio.evaluation.metric_table import parted_name
from memstudio.measuring.lines import AT_LENGTH, LOSS, Line, line_of, lines_of
from memstudio.measuring.settings import WITHOUT_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.measuring.measurement import MeasuredMetric, Measurement

Tone = Literal["good", "bad", "open"]
"""The memory, or the model, is better; worse; or nothing can be told."""


@dataclass(frozen=True)
class Sentence:
    """A template of the context "measuring", what goes into it, and how good the news is."""

    text: str
    values: dict[str, object]
    tone: Tone = "open"


@dataclass(frozen=True)
class Words:
    """How the reader's language writes a metric's name, a value, and the size of a difference."""

    title: Callable[[Line], str]
    value: Callable[[Line, float | None], str]
    difference: Callable[[Line, float], str]


_PER_BYTE = "bits_per_byte"
_NO_MEMORY = marked("measuring", "{name} carries no memory from one segment to the next, so there is nothing to reset.")  # fmt: skip
_ALL_SHORT = marked("measuring", "Every text here fits into one segment, so the memory had nothing to carry: with it and without it all is the same. Take longer texts to see what it gives.")  # fmt: skip
_HELPS = marked("measuring", "The memory helps. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_HURTS = marked("measuring", "The memory does harm here. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_UNCLEAR = marked("measuring", "It is not shown that the memory makes a difference. {title}: {value} with it, {reset} when it is forgotten before each segment; the difference of {gain} may be chance ({low} to {high}). Measure on more to tell.")  # fmt: skip
_UNCLEAR_IN_MAIN = marked("measuring", "It is not shown that the memory makes a difference in the main figure. {title}: {value} with it, {reset} when it is forgotten before each segment; the difference of {gain} may be chance ({low} to {high}).")  # fmt: skip
_ALSO_HELPS = marked("measuring", "Another figure shows that it helps. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_ALSO_HURTS = marked("measuring", "Another figure shows that it does harm. {title}: {value} with it, {reset} when it is forgotten before each segment; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_TOO_LITTLE = marked("measuring", "{title}: {value} with the memory, {reset} when it is forgotten before each segment. That is too little to tell the difference of {gain} from chance: measure on more rows or longer texts.")  # fmt: skip
_AHEAD = marked("measuring", "Better than {other}: {title} {value} against {their}; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_BEHIND = marked("measuring", "Worse than {other}: {title} {value} against {their}; a difference of {gain}, with 95% certainty between {low} and {high}.")  # fmt: skip
_LEVEL = marked("measuring", "No difference to {other} is shown: {title} {value} against {their} ({low} to {high}).")  # fmt: skip
_BESIDE = marked("measuring", "Beside {other}: {title} {value} against {their}. That is too little to tell from chance.")  # fmt: skip
_WITHOUT = marked("measuring", "the same without its memory")


def sentences(
    measurement: Measurement, words: Words, translated: Callable[[str], str]
) -> list[Sentence]:
    """What the memory gives and, beside a baseline, which model is ahead.

    Args:
        measurement: any.
        words: of the reader's language.
        translated: gives a text of the context "measuring" in that language.
    """
    found = _of_memory(measurement, words)
    other = measurement.baseline
    line = _line_beside(measurement)
    if other is not None and line is not None:
        mine, theirs = measurement.of.metrics[line.name], other.metrics.get(line.name)
        if theirs is not None and mine.ahead is not None:
            name = baseline_name(measurement, translated)
            values = _values(line, mine, "ahead", words)
            values |= {"other": name, "their": words.value(line, theirs.value)}
            text, tone = _compared(line, mine.ahead, mine.ahead_low, mine.ahead_high, (
                _AHEAD, _BEHIND, _LEVEL, _BESIDE,
            ))  # fmt: skip
            found.append(Sentence(text, values, tone))
    return found


def baseline_name(measurement: Measurement, translated: Callable[[str], str]) -> str:
    """What the other model is called; "" when there is none."""
    other = measurement.baseline
    if other is None:
        return ""
    return translated(_WITHOUT) if other.model == WITHOUT_MEMORY else other.name


def _of_memory(measurement: Measurement, words: Words) -> list[Sentence]:
    of, line = measurement.of, _line_with_gain(measurement)
    if of.memory is None:
        return [Sentence(_NO_MEMORY, {"name": of.name})]
    if of.details.get("crosses_segments") is False:
        return [Sentence(_ALL_SHORT, {})]
    if line is None:
        return []
    main = _gained(line, of.metrics[line.name], words, (_HELPS, _HURTS, _UNCLEAR, _TOO_LITTLE))
    others = _others_beyond_chance(measurement, words, line, main.tone)
    if others and main.text == _UNCLEAR:
        main = replace(main, text=_UNCLEAR_IN_MAIN)
    return [main, *others]


def _others_beyond_chance(
    measurement: Measurement, words: Words, main: Line, tone: Tone
) -> list[Sentence]:
    """What other figures say for the memory and against it, each by the surest, if the main did not."""
    found: dict[Tone, tuple[float, Sentence]] = {}
    metrics = measurement.of.metrics
    for line in lines_of(metrics):
        figure = metrics[line.name]
        if line.name == main.name or figure.gain is None:
            continue
        said = _gained(line, figure, words, (_ALSO_HELPS, _ALSO_HURTS, "", ""))
        if said.tone in {"open", tone} or figure.gain_low is None or figure.gain_high is None:
            continue
        sureness = abs(figure.gain) / max(figure.gain_high - figure.gain_low, 1e-12)
        if said.tone not in found or sureness > found[said.tone][0]:
            found[said.tone] = sureness, said
    return [sentence for _, sentence in found.values()]


def _gained(
    line: Line, figure: MeasuredMetric, words: Words, texts: tuple[str, str, str, str]
) -> Sentence:
    """What the memory gives to one figure, in one of the templates for better, worse, and neither."""
    assert figure.gain is not None  # noqa: S101 - the line was chosen by it
    values = _values(line, figure, "gain", words)
    values["reset"] = words.value(line, figure.memory_reset)
    text, tone = _compared(line, figure.gain, figure.gain_low, figure.gain_high, texts)
    return Sentence(text, values, tone)


def _main_line(measurement: Measurement) -> Line | None:
    """The figure that says most: what stories or rows were answered, else the loss."""
    metrics = measurement.of.metrics
    if AT_LENGTH in metrics:
        return line_of(AT_LENGTH)
    lines = {line.name: line for line in lines_of(metrics)}
    of_rows = [name for name, each in metrics.items() if "/" in name and each.value is not None]
    sizes: dict[str, int] = {}
    for name in of_rows:
        kind, _ = parted_name(name)
        sizes[kind] = max(sizes.get(kind, 0), metrics[name].count)
    # Of rows of several kinds the most speak, not those that a file happened to begin with.
    name = max(of_rows, key=lambda each: sizes[parted_name(each)[0]], default=LOSS)
    return lines.get(name)


def _line_beside(measurement: Measurement) -> Line | None:
    """The main figure; bits a byte where the other model cuts the text into other tokens."""
    main, mine, other = _main_line(measurement), measurement.of.metrics, measurement.baseline
    if other is None or main is None or main.name != LOSS or _PER_BYTE not in mine:
        return main
    theirs = other.metrics.get(LOSS)
    if theirs is None or theirs.count == mine[LOSS].count:
        return main
    return next(line for line in lines_of(mine) if line.name == _PER_BYTE)


def _line_with_gain(measurement: Measurement) -> Line | None:
    """The main figure, or the next of its kind that there is with the memory reset too.

    Some figures are none where every answer is the same, as a correlation.
    """
    metrics, main = measurement.of.metrics, _main_line(measurement)
    if main is None or metrics[main.name].gain is not None:
        return main
    lines = (each for each in lines_of(metrics) if each.row_kind == main.row_kind)
    return next((each for each in lines if metrics[each.name].gain is not None), None)


def _compared(
    line: Line, gain: float, low: float | None, high: float | None, texts: tuple[str, str, str, str]
) -> tuple[str, Tone]:
    better, worse, unclear, too_little = texts
    if low is None or high is None:
        return too_little, "open"
    if low <= 0 <= high:
        return unclear, "open"
    is_better = (gain > 0) == line.metric.is_higher_better
    return (better, "good") if is_better else (worse, "bad")


def _values(
    line: Line, figure: MeasuredMetric, name: Literal["gain", "ahead"], words: Words
) -> dict[str, object]:
    size = (getattr(figure, name), getattr(figure, f"{name}_low"), getattr(figure, f"{name}_high"))
    gain, low, high = (signed(line, value, words) for value in size)
    return {
        "title": words.title(line), "value": words.value(line, figure.value),
        "gain": gain, "low": low, "high": high,
    }  # fmt: skip


def signed(line: Line, value: float | None, words: Words) -> str:
    """A difference with its sign."""
    if value is None:
        return words.value(line, None)
    shown = words.difference(line, abs(value))
    return f"+{shown}" if value > 0 else f"\N{MINUS SIGN}{shown}" if value < 0 else shown
