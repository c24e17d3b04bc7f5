"""A measurement as a table: for other programs, for a page, and in plain English for a terminal."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from memstudio.errors import DataError
from memstudio.measuring.help_report import CONTROL_WORDS, HelpReport
from memstudio.measuring.help_verdict import (
    help_lines,
    help_sentences,
    help_table,
    value_in_english,
)
from memstudio.measuring.lines import LOSS, Line, lines_of
from memstudio.measuring.retention_page import retention_page
from memstudio.measuring.retention_report import (
    ASKING_TITLES,
    ASKING_WORDS,
    QUANTITIES,
    SERIES_TITLES,
    SERIES_WORDS,
    RetentionReport,
)
from memstudio.measuring.retention_verdict import (
    percent_in_english,
    retention_lines,
    retention_sentences,
    retention_table,
    titled,
)
from memstudio.measuring.store import as_text
from memstudio.measuring.verdict import Words, baseline_name, sentences, signed
from memstudio.trace.html_words import ENGLISH as IN_ENGLISH
from memstudio.training.evaluation_text import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
    from memstudio.trace.html_words import PageLanguage

FORMATS = {"csv": "CSV", "json": "JSON", "md": "Markdown"}
"""By a file's ending."""
PAGE = "html"
"""The ending of a page with pictures, for what a memory retains."""

_COLUMNS = (
    "value", "low", "high", "memory_reset", "memory_reset_low", "memory_reset_high", "gain",
    "gain_low", "gain_high", "ahead", "ahead_low", "ahead_high", "count", "parts", "part",
)  # fmt: skip


def _title(line: Line) -> str:
    return line.metric.title.format(**line.values)


def _title_in_sentence(line: Line) -> str:
    return f"{_title(line)} ({line.row_kind})" if line.is_among_others else _title(line)


def _value(line: Line, value: float | None) -> str:
    if line.name == LOSS and value is not None:
        return f"{value:.4f}"
    return value_text(line.metric, value)


def _difference(line: Line, value: float) -> str:
    # Two shares differ by points; "2%" could be taken for a share of the share.
    return f"{100 * value:.1f} points" if line.metric.scale == "share" else _value(line, value)


ENGLISH = Words(_title_in_sentence, _value, _difference)


def said(measurement: Measurement) -> list[str]:
    """What it comes to, in English sentences."""
    if (report := retained(measurement)) is not None:
        found = retention_sentences(report, percent_in_english)
    elif (given := helped(measurement)) is not None:
        found = help_sentences(given, value_in_english(given))
    else:
        found = sentences(measurement, ENGLISH, _as_it_is)
    return [each.text.format(**each.values) for each in found]


def _as_it_is(text: str) -> str:
    return text


def table(measurement: Measurement) -> list[tuple[str, ...]]:
    """Of each metric its name, the value and the value with the memory reset, and what memory gives.

    The last of each is a baseline's value, when there is one. The first row is the heading.
    """
    baseline = measurement.baseline
    heading = ["Metric", "Memory as it is", "Memory reset", "Difference", "Of"]
    if baseline is not None:
        heading.append(baseline_name(measurement, _as_it_is))
    rows = [tuple(heading)]
    lines = lines_of(measurement.of.metrics)
    for line in lines:
        figure = measurement.of.metrics[line.name]
        arrow = "\u2191" if line.metric.is_higher_better else "\u2193"
        kind = f" ({line.row_kind})" if line.row_kind else ""
        row = [
            f"{_title(line)} {arrow}{kind}",
            _spread(line, figure.value, figure.low, figure.high),
            _spread(line, figure.memory_reset, figure.memory_reset_low, figure.memory_reset_high),
            _gain(line, figure),
            f"{figure.count:,} {counted(line, figure)}",
        ]
        if baseline is not None:
            other = baseline.metrics.get(line.name)
            shown = "–" if other is None else _spread(line, other.value, other.low, other.high)
            row.append(shown)
        rows.append(tuple(row))
    return rows


def counted(line: Line, figure: MeasuredMetric) -> str:
    """What a figure was worked out from."""
    if figure.part == "questions":
        return "questions"
    if line.row_kind == "number":
        return "texts"
    return "rows" if line.row_kind else "tokens"


def as_markdown(measurement: Measurement) -> str:
    """A page: what was measured on what, the sentences, the table, and the answers."""
    of, settings = measurement.of, measurement.settings
    on = {"stories": "stories, to be recalled", "run": "what its run held out"}
    data = ", ".join(settings.get("data") or ())
    if of.task == "memory-help" and not data:
        data = "what its run held out" if settings.get("run") else "stories, to be recalled"
    lines = [
        f"# {of.name}: {on.get(of.task, data)}", "",
        f"Model `{of.model}`, memory {of.memory or 'none'}; {measurement.when}, {measurement.device}, MemStudio {measurement.version}, seed {settings.get('seed', '')}.",
        "", *(f"{sentence}\n" for sentence in said(measurement)),
    ]  # fmt: skip
    head, *rows = table(measurement)
    lines += [_row(head), _row(["---", *["---:"] * (len(head) - 1)]), *map(_row, rows), ""]
    lines += ["In brackets the 95% interval, drawn from the rows or texts that were measured.", ""]
    if (report := helped(measurement)) is not None:
        lines += _help_lines(report)
    if (found := retained(measurement)) is not None:
        lines += _retention_lines(found)
    if of.examples:
        lines += ["## Answers", "", _row(("Asked", "Expected", "Answer", "Memory reset"))]
        lines += [_row(["---"] * 4)]
        for each in of.examples:
            reset = each.answer_memory_reset
            lines.append(_row((each.prompt, each.expected, each.answer, reset or "")))
    return "\n".join(lines).rstrip() + "\n"


def _help_lines(report: HelpReport) -> list[str]:
    """What the memory gives beside each control, by distance."""
    head, *rows = help_table(report)
    lines = ["## What the memory gives", "", _row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    lines += [*map(_row, rows), ""]
    lines += [f"- {name.capitalize()}: {CONTROL_WORDS[name]}." for name in report.controls]
    interval = report.interval.format(parts=f"{report.num_drawn:,}")
    return [*lines, "", f"{interval}.", ""]


def _retention_lines(report: RetentionReport) -> list[str]:
    """What the memory retains, by distance and by what was written since, and some probes."""
    lines: list[str] = []
    for series in report.series:
        words = SERIES_WORDS[series.name].format(**report.values(series))
        lines += [f"## {SERIES_TITLES[series.name]}", "", words, ""]
        for quantity in QUANTITIES:
            head, *rows = retention_table(series, quantity)
            lines += [f"{titled(quantity)}:", "", _row(head), _row(["---"] * len(head))]
            lines += [*map(_row, rows), ""]
        ways = ASKING_WORDS[series.name].items()
        lines += [*(f"- {ASKING_TITLES[name]}: {text}." for name, text in ways), ""]
    lines += ["## Probes", "", _row(("Asked", "Was read", *ASKING_TITLES.values()))]
    lines += [_row(["---"] * 5)]
    for each in report.examples:
        answers = (each.said.get(name, "") for name in ASKING_TITLES)
        lines.append(_row((each.asked, each.expected, *answers)))
    return [*lines, ""]


def as_csv(measurement: Measurement) -> str:
    """One line a model and metric, with all the numbers that there are.

    Of what a memory gives, a line for each model, distance and control instead; of what it retains,
    one for each model, place, quantity and way of asking.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    models = [each for each in (measurement.of, measurement.baseline) if each is not None]
    for number, each in enumerate(models):
        head, *lines = _lines(each)
        if number == 0:
            writer.writerow(["model", "memory", *head])
        writer.writerows([each.model, each.memory or "none", *line] for line in lines)
    return out.getvalue()


def _lines(of: ModelMeasures) -> list[tuple[str, ...]]:
    """All figures of a model; the first is the heading."""
    if (report := _retained(of)) is not None:
        return retention_lines(report)
    if (given := _helped(of)) is not None:
        return help_lines(given)
    found: list[tuple[str, ...]] = [("metric", *_COLUMNS)]
    for name, figure in of.metrics.items():
        values = figure.model_dump()
        cells = (values[column] for column in _COLUMNS)
        found.append((name, *("" if cell is None else str(cell) for cell in cells)))
    return found


def endings(measurement: Measurement) -> tuple[str, ...]:
    """Those of the files that a measurement can be written to."""
    return tuple(FORMATS) if retained(measurement) is None else (PAGE, *FORMATS)


def retained(measurement: Measurement) -> RetentionReport | None:
    """The report of what a memory retains; None where there is none that this version knows."""
    return _retained(measurement.of)


def _retained(of: ModelMeasures) -> RetentionReport | None:
    try:
        return RetentionReport.of_details(of.details)
    except DataError:
        return None


def helped(measurement: Measurement) -> HelpReport | None:
    """The report of what a memory gives; None where there is none that this version knows."""
    return _helped(measurement.of)


def _helped(of: ModelMeasures) -> HelpReport | None:
    try:
        return HelpReport.of_details(of.details)
    except DataError:
        return None


def exported(
    measurement: Measurement,
    ending: str,
    *,
    command: str = "",
    language: PageLanguage = IN_ENGLISH,
) -> str:
    """The content of a file of that ending, one of `endings`.

    Args:
        measurement: any.
        ending: "csv", "json", "md", or `PAGE`; anything else is as "json".
        command: that gives the same figures, for a page.
        language: of a page; all else is in English.
    """
    report = retained(measurement)
    if ending == PAGE and report is not None:
        return retention_page(measurement, report, command=command, language=language)
    if ending == "csv":
        return as_csv(measurement)
    return as_markdown(measurement) if ending == "md" else as_text(measurement)


def _spread(line: Line, value: float | None, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _value(line, value)
    return f"{_value(line, value)} ({_value(line, low)} to {_value(line, high)})"


def _gain(line: Line, figure: MeasuredMetric) -> str:
    shown = [
        signed(line, each, ENGLISH) for each in (figure.gain, figure.gain_low, figure.gain_high)
    ]
    if figure.gain_low is None:
        return shown[0]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def _row(cells: Sequence[str]) -> str:
    clean = [" ".join(cell.split()).replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(clean)} |"
