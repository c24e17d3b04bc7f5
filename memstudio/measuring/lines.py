"""What the figures of a measurement are called, for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.evaluation.metric_table import TASKS, Metric, parted_name

if TYPE_CHECKING:
    from collections.abc import Iterable

LOSS = "loss"
STORIES = "stories"
AT_LENGTH = f"{STORIES}/at_length"
SEEN_PAIRS = f"{STORIES}/seen_pairs"
_DISTANCE = f"{STORIES}/distance_"
NEEDLES = "retention/needles"
PAIRS = "retention/pairs"

_OWN = {
    metric.name: metric
    for metric in (
        Metric(
            LOSS, marked("metrics", "Loss"),
            marked("metrics", "what the next token costs, in nats"),
            is_higher_better=False, scale="number",
        ),
        Metric(
            AT_LENGTH, marked("metrics", "Right answers"),
            marked("metrics", "stories of the trained length; everybody moves, and is asked for"),
        ),
        Metric(
            SEEN_PAIRS, marked("metrics", "Right answers, known pairs"),
            marked("metrics", "the same with the pairs of person and place that training had"),
        ),
        Metric(
            NEEDLES, marked("metrics", "Stretches recalled"),
            marked("metrics", "stretches of the text that were read once and are continued token for token"),
        ),
        Metric(
            PAIRS, marked("metrics", "Pairs recalled"),
            marked("metrics", "keys whose value is told from those of all pairs that were written"),
        ),
    )
}  # fmt: skip
_FAR = Metric(
    _DISTANCE, marked("metrics", "Recall, distance {distance}"),
    marked("metrics", "so many segments after the fact, which was named once and not again"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A figure in a table.

    Attributes:
        name: in files.
        metric: what it is called, with the fields of `values`, and how it is written.
        row_kind: of the rows that were answered; "" when it is of all of the text.
        values: what goes into the metric's title.
        is_among_others: whether rows of other kinds were answered, too, so that its kind is said.
    """

    name: str
    metric: Metric
    row_kind: str = ""
    values: dict[str, object] = field(default_factory=dict)
    is_among_others: bool = False

    @property
    def head(self) -> str:
        """Which of a model's heads it is of; "" when it is of no labels of one."""
        return "" if self.row_kind in TASKS else self.row_kind


def line_of(name: str) -> Line | None:
    """What a figure is called; None when this version knows none of that name."""
    if name in _OWN:
        return Line(name, _OWN[name])
    distance = name.removeprefix(_DISTANCE)
    if distance != name and distance.isdecimal():
        return Line(name, _FAR, "", {"distance": int(distance)})
    row_kind, metric = parted_name(name)
    return None if metric is None else Line(name, metric, row_kind)


def lines_of(names: Iterable[str]) -> list[Line]:
    """Those that are known, in order."""
    lines = [line for line in map(line_of, names) if line is not None]
    kinds = {line.row_kind for line in lines if line.row_kind and not line.head}
    return [
        replace(line, is_among_others=len(kinds) > 1 and line.row_kind in kinds) for line in lines
    ]


def distance_name(distance: int) -> str:
    """The name of the figure for facts so many segments back."""
    return f"{_DISTANCE}{distance}"
