"""What a memory retains of a text, by distance and by what was written since, as kept and shown.

Imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from memstudio.errors import marked
from memstudio.measuring.report_parts import ReportFigure, ReportPart

RETENTION = "retention"
"""Where it stands in the details of a measurement."""

SeriesName = Literal["needles", "pairs"]
Quantity = Literal["recall", "tokens", "log_odds"]
QUANTITIES: tuple[Quantity, ...] = ("recall", "tokens", "log_odds")

SERIES_TITLES = {
    "needles": marked("retention", "Recall against distance"),
    "pairs": marked("retention", "Recall against the number of writes"),
}
SERIES_WORDS = {
    "needles": marked("retention", "A stretch of the text is read once where it stands, the text is read on, and then the beginning of the stretch is shown: {cue} tokens, of which the next {answer} are to be said. At distance 1 it was in the segment just read."),
    "pairs": marked("retention", "{pairs} pairs are written one after another: a key of {key} tokens and a value of {value}, both stretches of the text, dealt to each other by chance. Then each key is shown, and its value is to be told from those of all pairs."),
}  # fmt: skip
"""How each came about."""
SERIES_AXES = {
    "needles": marked("retention", "distance: segments read since, its own with them"),
    "pairs": marked("retention", "writes: other pairs written since"),
}
ASKING_TITLES = {
    "read": marked("retention", "Read once"),
    "reset": marked("retention", "Memory reset"),
    "foil": marked("retention", "Never read"),
}
ASKING_WORDS = {
    "needles": {
        "read": marked("retention", "the memory as reading leaves it"),
        "reset": marked("retention", "the memory as it is before anything was read: what the weights know without it"),
        "foil": marked("retention", "the memory of the same text read without the segment that the stretch stands in"),
    },
    "pairs": {
        "read": marked("retention", "the memory as writing all pairs leaves it"),
        "reset": marked("retention", "the memory as it is before anything was read: guessing"),
        "foil": marked("retention", "the same memory, asked by another key that it never read"),
    },
}  # fmt: skip
"""What is asked of which memory."""
QUANTITY_TITLES = {
    "recall": marked("retention", "Recall"),
    "tokens": marked("retention", "Tokens right"),
    "log_odds": marked("retention", "Log-probability"),
}
QUANTITY_WORDS = {
    "needles": {
        "recall": marked("retention", "stretches continued token for token, the likeliest each time"),
        "tokens": marked("retention", "tokens said right, each given those before it"),
        "log_odds": marked("retention", "log-probability of the continuation, nats a token"),
    },
    "pairs": {
        "recall": marked("retention", "keys whose own value is begun: its first token is likelier than that of any other value"),
        "tokens": marked("retention", "tokens said right out of all words, each given those before it"),
        "log_odds": marked("retention", "log-probability of the value, nats a token"),
    },
}  # fmt: skip
QUANTITY_UNITS = {
    "recall": marked("retention", "recalled, %"),
    "tokens": marked("retention", "tokens right, %"),
    "log_odds": marked("retention", "nats a token"),
}
"""Names of the axis."""
INTERVALS = marked("retention", "95% intervals: of recall Wilson's by the number asked, else by the bootstrap over {parts} stretches or lists, the same draws for both sides of a difference.")  # fmt: skip
CHANCE = marked("retention", "Guessing is right once in {pairs}: {chance}.")


class RetentionRow(ReportPart):
    """What came of all questions of a series, or of those at some places.

    Attributes:
        first, last: distance in segments, or other pairs written since; both None for everything.
        count: questions.
        figures: by quantity, and then by way of asking.
    """

    first: int | None = None
    last: int | None = None
    count: int
    figures: dict[Quantity, dict[str, ReportFigure]]

    @property
    def place(self) -> str:
        """Where it is, in numbers; "" for everything."""
        if self.first is None:
            return ""
        return str(self.first) if self.last in {None, self.first} else f"{self.first}–{self.last}"


class RetentionSeries(ReportPart):
    """One sort of probe.

    Attributes:
        name: "needles", by distance, or "pairs", by what was written since.
        whole: of all questions.
        rows: the nearest first.
        parts: needles, or lists of pairs, that the intervals are drawn from.
        chance: how often guessing is right; None where that is next to never.
        size: pairs of a list; 0 for needles.
    """

    name: SeriesName
    whole: RetentionRow
    rows: tuple[RetentionRow, ...]
    parts: int
    chance: float | None = None
    size: int = 0


class RetentionExample(ReportPart):
    """A question, and what came.

    Attributes:
        series: of which.
        place: distance, or other pairs written since.
        asked: the beginning, or the key.
        expected: what was read.
        said: by way of asking.
    """

    series: SeriesName
    place: int
    asked: str
    expected: str
    said: dict[str, str]


class RetentionReport(ReportPart):
    """What a memory retains of a text.

    Attributes:
        series: those that could be measured.
        examples: some of the questions.
        sizes: tokens of "cue", "answer", "key" and "value".
        segment_length: in tokens.
        tokens: of the text.
        seed: of the probes and draws.
        left_out: series that could not be measured, each with the reason, a template of the context
            "errors".
    """

    series: tuple[RetentionSeries, ...]
    examples: tuple[RetentionExample, ...] = ()
    sizes: dict[str, int]
    segment_length: int
    tokens: int
    seed: int
    left_out: dict[SeriesName, str] = Field(default_factory=dict)

    def of(self, name: str) -> RetentionSeries | None:
        """The series of that name; None where it was left out."""
        return next((each for each in self.series if each.name == name), None)

    def values(self, series: RetentionSeries) -> dict[str, object]:
        """What goes into `SERIES_WORDS`, `INTERVALS` and `CHANCE`, but for numbers as written."""
        return {**self.sizes, "pairs": series.size, "parts": series.parts}

    @classmethod
    def of_details(cls, details: dict[str, Any]) -> RetentionReport | None:
        """The report in the details of a measurement; None where there is none.

        Raises:
            DataError: there is something else.
        """
        return cls.in_details(details, RETENTION)


def is_share(quantity: Quantity) -> bool:
    """Whether a quantity is a share, from 0 to 1."""
    return quantity != "log_odds"
