"""What a run was measured with before its first step and at its end, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.evaluation.metric_table import parted_name
from memstudio.events import Evaluated, MetricFigure, parse_events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from memstudio.evaluation.metric_table import Metric

_MARK = b'"event":"evaluated"'


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric, before and after.

    Attributes:
        row_kind: of the rows that were answered; "" for what is worked out from the loss.
        metric: what was measured.
        before: None when it was not measured then.
        after: None when it was not measured, as in a run that was stopped.
    """

    row_kind: str
    metric: Metric
    before: MetricFigure | None
    after: MetricFigure | None

    @property
    def count(self) -> int:
        """Rows, or tokens, that it was worked out from."""
        figure = self.after or self.before
        return figure.count if figure else 0


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What was measured before a run and after it; None where nothing was."""

    before: Evaluated | None = None
    after: Evaluated | None = None

    def with_event(self, event: Evaluated) -> Evaluations:
        """The same with one more event, which takes the place of an earlier one of its kind."""
        if event.when == "before":
            return Evaluations(event, None)
        return Evaluations(self.before, event)

    @property
    def trouble(self) -> Evaluated | None:
        """The last one in which something could not be measured."""
        found = (each for each in (self.after, self.before) if each is not None and each.problem)
        return next(found, None)

    def comparisons(self) -> list[Comparison]:
        """Each metric that this version knows, in the order in which they were measured."""
        before = self.before.metrics if self.before else {}
        return _compared(before, self.after.metrics if self.after else {})

    def to_json(self) -> dict[str, Any] | None:
        """The figures as plain values, without the examples; None when there are none."""
        if not (self.before or self.after):
            return None
        return {
            name: {metric: figure.model_dump() for metric, figure in event.metrics.items()}
            for name, event in (("before", self.before), ("after", self.after))
            if event is not None
        }


def comparisons_in(told: Any) -> list[Comparison]:
    """The same of what `Evaluations.to_json` gave, as models keep it; nothing of what it never gave."""
    try:
        before, after = (
            {
                name: MetricFigure.model_validate(figure)
                for name, figure in ((told or {}).get(when) or {}).items()
            }
            for when in ("before", "after")
        )
    except (ValueError, AttributeError):
        return []
    return _compared(before, after)


def _compared(before: dict[str, MetricFigure], after: dict[str, MetricFigure]) -> list[Comparison]:
    found = []
    for name in before | after:
        row_kind, metric = parted_name(name)
        if metric is not None:
            found.append(Comparison(row_kind, metric, before.get(name), after.get(name)))
    return found


def evaluations_of(metrics: Path) -> Evaluations:
    """What the record of a run says of it; nothing when there is no record.

    Args:
        metrics: the run's `metrics.jsonl`. Its other lines, of which there may be a great many,
            are passed over unread.
    """
    try:
        with metrics.open("rb") as file:
            return folded(line for line in file if _MARK in line)
    except OSError:
        return Evaluations()


def folded(lines: Iterable[bytes]) -> Evaluations:
    """The evaluations in some lines of a record, the last of each kind."""
    found = Evaluations()
    for event in parse_events(lines):
        if isinstance(event, Evaluated):
            found = found.with_event(event)
    return found
