"""What a memory gives, beside each control and by distance, as it is kept and shown.

Imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from memstudio.errors import marked
from memstudio.measuring.report_parts import ReportFigure, ReportPart

HELP = "help"
"""Where it stands in the details of a measurement."""

HelpQuantity = Literal["loss", "accuracy"]

CONTROL_TITLES = {
    "on": marked("memory_help", "On"),
    "off": marked("memory_help", "Off"),
    "reset": marked("memory_help", "Reset"),
    "shuffled": marked("memory_help", "Shuffled"),
    "swapped": marked("memory_help", "Swapped"),
}
CONTROL_WORDS = {
    "on": marked("memory_help", "the memory as reading leaves it, segment by segment"),
    "off": marked("memory_help", "the same weights without their memory"),
    "reset": marked("memory_help", "the memory as it is before anything was read, put back before every segment"),
    "shuffled": marked("memory_help", "the memory of the same text, its segments read in a random order"),
    "swapped": marked("memory_help", "the memory that another text left at the same place, put in before every segment"),
}  # fmt: skip
"""What each control is."""


class HelpRow(ReportPart):
    """What was measured of all tokens or questions, or of those at some distances.

    Attributes:
        first, last: distances in segments, `last` the farthest that there was; `first` -1 for what
            had not occurred before; `last` None for no end. Both None for everything.
        count: tokens or questions.
        parts: segments, or questions.
        stretches: of text, that the intervals are drawn from; None where that is the parts.
        figures: by control.
    """

    first: int | None = None
    last: int | None = None
    count: int
    parts: int
    stretches: int | None = None
    figures: dict[str, ReportFigure]

    @property
    def is_new(self) -> bool:
        """Whether it is of tokens that had not occurred before."""
        return self.first is not None and self.first < 0


class HelpReport(ReportPart):
    """What a memory gives on a text.

    Attributes:
        quantity: the loss of the next token, or the share of right answers.
        whole: of everything.
        rows: by distance, the nearest first.
        stretches: of text, or stories.
        segment_length: in tokens.
        seed: of random orders and draws.
        left_out: controls that could not be measured, each with the reason, a template of the
            context "errors".
    """

    quantity: HelpQuantity
    whole: HelpRow
    rows: tuple[HelpRow, ...]
    stretches: int
    segment_length: int
    seed: int
    left_out: dict[str, str] = Field(default_factory=dict)

    @property
    def is_higher_better(self) -> bool:
        """Whether more of the quantity is better."""
        return self.quantity == "accuracy"

    @property
    def controls(self) -> tuple[str, ...]:
        """Those that were measured, in their order."""
        return tuple(name for name in CONTROL_TITLES if name in self.whole.figures)

    @property
    def interval(self) -> str:
        """How the intervals came about, a template of the context "memory_help" with `parts`."""
        if self.quantity == "accuracy":
            return _WILSON
        return _BY_SEGMENTS if self.whole.stretches is None else _BY_STRETCHES

    @property
    def num_drawn(self) -> int:
        """The parts of all that was measured that intervals are drawn from."""
        return self.whole.parts if self.whole.stretches is None else self.whole.stretches

    @classmethod
    def of_details(cls, details: dict[str, Any]) -> HelpReport | None:
        """The report in the details of a measurement; None where there is none.

        Raises:
            DataError: there is something else.
        """
        return cls.in_details(details, HELP)


_BY_STRETCHES = marked("memory_help", "95% intervals by the bootstrap: {parts} stretches of text drawn anew with replacement 1,000 times, the same ones for both sides of a difference")  # fmt: skip
_BY_SEGMENTS = marked("memory_help", "95% intervals by the bootstrap: {parts} segments drawn anew with replacement 1,000 times, the same ones for both sides of a difference; there are too few stretches of text to draw those, and segments of one have a memory in common, so that the truth may lie farther off")  # fmt: skip
_WILSON = marked("memory_help", "95% intervals by the number of questions (Wilson; of differences Newcombe), wider where those of a story go together")  # fmt: skip
