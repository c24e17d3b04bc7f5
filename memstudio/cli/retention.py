"""What a memory retains, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.cli.terminal import print_columns, print_text

if TYPE_CHECKING:
    from memstudio.measuring.retention_report import RetentionReport

_MOST_EXAMPLES = 3


def print_retention(report: RetentionReport) -> None:
    """Print the figures by place, how they came about, some probes, and what all comes to."""
    from memstudio.measuring.retention_report import (
        ASKING_TITLES,
        ASKING_WORDS,
        CHANCE,
        INTERVALS,
        QUANTITIES,
        QUANTITY_WORDS,
        SERIES_TITLES,
        SERIES_WORDS,
    )
    from memstudio.measuring.retention_verdict import (
        percent_in_english,
        retention_sentences,
        retention_table,
        titled,
    )

    for series in report.series:
        values = report.values(series)
        print(f"{SERIES_TITLES[series.name]}. {SERIES_WORDS[series.name].format(**values)}")
        for quantity in QUANTITIES:
            print(f"{titled(quantity)}: {QUANTITY_WORDS[series.name][quantity]}")
            head, *lines = retention_table(series, quantity)
            print_columns(lines, [each.upper() for each in head])
        if series.chance is not None:
            print(CHANCE.format(**values, chance=percent_in_english(series.chance)))
        for name, text in ASKING_WORDS[series.name].items():
            print(f"{ASKING_TITLES[name]}: {text}")
        for each in [each for each in report.examples if each.series == series.name][
            :_MOST_EXAMPLES
        ]:
            said = ", ".join(
                f"{ASKING_TITLES[name].lower()} {each.said.get(name, '')!r}"
                for name in ASKING_TITLES
            )
            print_text(f"{each.asked!r} was followed by {each.expected!r}; said: {said}")
        print(INTERVALS.format(**values))
        print()
    for name, reason in report.left_out.items():
        print(f"{SERIES_TITLES[name]} was left out: {reason}")
    for sentence in retention_sentences(report, percent_in_english):
        print(sentence.text.format(**sentence.values))
