"""A retention report as one page to keep: opens in any browser, offline, and loads nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.look.theme import load_theme
from memstudio.measuring.retention_chart import retention_svg
from memstudio.measuring.retention_report import (
    ASKING_TITLES,
    ASKING_WORDS,
    CHANCE,
    INTERVALS,
    QUANTITIES,
    QUANTITY_TITLES,
    QUANTITY_WORDS,
    SERIES_TITLES,
    SERIES_WORDS,
    RetentionReport,
    RetentionSeries,
)
from memstudio.measuring.retention_verdict import (
    percent_in_english,
    retention_sentences,
    retention_table,
)
from memstudio.resources import resource
from memstudio.trace.html_words import ENGLISH, PageLanguage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from memstudio.measuring.measurement import Measurement

    Said = Callable[..., str]

_COLOURS = (
    "window",
    "surface",
    "border",
    "text",
    "muted_text",
    "accent",
    "plot_background",
    "plot_grid",
)
_HUES = {"read": 0, "reset": 1, "foil": 2}

_TITLE = marked("retention", "What the memory of {model} retains of {text}")
_FACTS = marked("retention", "Memory {memory}, segments of {length} tokens; {tokens} tokens of text; {needles} stretches asked for; seed {seed}. Measured {when} on {device} with MemStudio {version}.")  # fmt: skip
_WAYS = marked("retention", "What was asked of which memory")
_EXAMPLES = marked("retention", "Some of the probes")
_AGAIN = marked("retention", "The same figures again")
_HEADS = {
    "Distance": marked("retention", "Distance"),
    "Writes since": marked("retention", "Writes since"),
    "Over reset": marked("retention", "Over reset"),
    "Over never read": marked("retention", "Over never read"),
    "Of": marked("retention", "Of"),
    "all": marked("retention", "all"),
    "guessing": marked("retention", "guessing"),
    "Asked": marked("retention", "Asked"),
    "Was read": marked("retention", "Was read"),
}


def retention_page(
    measurement: Measurement,
    report: RetentionReport,
    *,
    command: str = "",
    language: PageLanguage = ENGLISH,
) -> str:
    """The page.

    Args:
        measurement: that the report is of.
        report: what is shown.
        command: that gives the same figures; "" for none.
        language: of what the page says.
    """

    def said(text: str, values: dict[str, object] | None = None) -> str:
        return language.translate("retention", text).format(**(values or {}))

    of, needles = measurement.of, report.of("needles")
    names = ", ".join(str(path) for path in measurement.settings.get("data") or ())
    title = said(_TITLE, {"model": of.name, "text": names})
    facts = {
        "memory": of.memory or "none", "length": report.segment_length,
        "tokens": f"{report.tokens:,}", "needles": needles.parts if needles else 0,
        "seed": report.seed, "when": measurement.when.replace("T", " "),
        "device": measurement.device, "version": measurement.version,
    }  # fmt: skip
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="faint">{escape(said(_FACTS, facts))}</p>']
    parts += [
        f'<p class="{each.tone}">{escape(said(each.text, each.values))}</p>'
        for each in retention_sentences(report, percent_in_english)
    ]
    for series in report.series:
        parts += _series_parts(report, series, said)
    for reason in report.left_out.values():
        parts.append(f"<p>{escape(language.translate('errors', reason))}</p>")
    parts += _example_parts(report, said)
    if command:
        parts.append(f"<h2>{escape(said(_AGAIN))}</h2><pre>{escape(command.strip())}</pre>")
    fields = {
        "LANGUAGE": escape(language.code), "TITLE": escape(title), "BODY": "\n".join(parts),
        "LIGHT": _colours("light"), "DARK": _colours("dark"),
    }  # fmt: skip
    page = resource("html", "retention.html").read_text(encoding="utf-8")
    before, after = page.split("@BODY@")
    for name in ("LANGUAGE", "TITLE", "LIGHT", "DARK"):
        before = before.replace(f"@{name}@", fields[name])
    return before + fields["BODY"] + after


def _series_parts(report: RetentionReport, series: RetentionSeries, said: Said) -> Iterable[str]:
    values = report.values(series)
    yield f"<h2>{escape(said(SERIES_TITLES[series.name]))}</h2>"
    yield f"<p>{escape(said(SERIES_WORDS[series.name], values))}</p>"
    for quantity in QUANTITIES:
        head = f"{said(QUANTITY_TITLES[quantity])}: {said(QUANTITY_WORDS[series.name][quantity])}"
        rows = retention_table(series, quantity)
        drawn = retention_svg(series, quantity, said)
        shown = drawn + _table([[said(_HEADS.get(c, c)) for c in row] for row in rows])
        state = " open" if quantity == "recall" else ""
        yield f"<details{state}><summary>{escape(head)}</summary>{shown}</details>"
    if series.chance is not None:
        chance = values | {"chance": percent_in_english(series.chance)}
        yield f'<p class="faint">{escape(said(CHANCE, chance))}</p>'
    yield f'<p class="faint">{escape(said(INTERVALS, values))}</p>'
    yield f"<h3>{escape(said(_WAYS))}</h3><ul>"
    for name, text in ASKING_WORDS[series.name].items():
        yield f"<li><b>{escape(said(ASKING_TITLES[name]))}</b>: {escape(said(text))}</li>"
    yield "</ul>"


def _example_parts(report: RetentionReport, said: Said) -> Iterable[str]:
    if not report.examples:
        return
    yield f"<h2>{escape(said(_EXAMPLES))}</h2>"
    for series in report.series:
        place = {"needles": "Distance", "pairs": "Writes since"}[series.name]
        titles = ASKING_TITLES.values()
        rows = [
            [said(each) for each in (_HEADS[place], _HEADS["Asked"], _HEADS["Was read"], *titles)]
        ]
        for each in report.examples:
            if each.series == series.name:
                answers = [each.said.get(name, "") for name in ASKING_TITLES]
                rows.append([str(each.place), each.asked, each.expected, *answers])
        yield f"<h3>{escape(said(SERIES_TITLES[series.name]))}</h3>{_table(rows, 'words')}"


def _table(rows: Sequence[Sequence[str]], look: str = "") -> str:
    head, *others = rows
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in others
    )
    return f'<div class="wide"><table class="{look}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'


def _colours(name: str) -> str:
    theme = load_theme(name)
    named = "".join(f"--{each}:{getattr(theme, each)};" for each in _COLOURS)
    return named + "".join(f"--{asked}:{theme.series_colour(hue)};" for asked, hue in _HUES.items())
