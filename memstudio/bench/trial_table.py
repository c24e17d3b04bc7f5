"""Trials as a table: one row for each memory and task, over its seeds. Imports no torch."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.bench.markdown import markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from memstudio.bench.trial_records import TrialRecord


@dataclass(frozen=True)
class Spread:
    """A figure over seeds."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of at least one value."""
        return cls(statistics.fmean(values), min(values), max(values))

    @override
    def __str__(self) -> str:
        """The mean, and from the lowest to the highest where they differ."""
        if self.high - self.low < 5e-4:
            return f"{self.mean:.3f}"
        return f"{self.mean:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True)
class Row:
    """One memory on one task at one size.

    Attributes:
        kind: of memory.
        variant: of the kind.
        task: its name.
        size: None for the full size.
        chance: accuracy of guessing.
        seeds: that were tried.
        scores: shares of answers, by what was done to the state.
        examples: share of examples right in all that was asked, the state as it is.
        steps: that were taken.
        seconds: they took.
        num_parameters: of the model.
    """

    kind: str
    variant: str
    task: str
    size: int | None
    chance: float
    seeds: tuple[int, ...]
    scores: dict[str, Spread]
    examples: Spread
    steps: Spread
    seconds: Spread
    num_parameters: int

    @property
    def label(self) -> str:
        """The memory, as it is called in tables."""
        return f"{self.kind}, {self.variant}" if self.variant else self.kind

    @property
    def uses_its_memory(self) -> bool | None:
        """Whether the controls say that the memory is what answers; None when nothing was learnt.

        Right by at least 0.5 more than with the state reset, and both controls within 0.03 of
        guessing.
        """
        if not {"reset", "swapped"} <= self.scores.keys():
            return None
        right, controls = self.scores["none"].mean, (self.scores["reset"], self.scores["swapped"])
        if right < self.chance + 0.03:
            return None
        return right - controls[0].mean >= 0.5 and all(
            abs(control.mean - self.chance) <= 0.03 for control in controls
        )


def rows_of(records: Iterable[TrialRecord]) -> list[Row]:
    """Rows task by task, in the order in which they first come; other sizes behind the full one."""
    groups: dict[tuple[str, str, str], list[TrialRecord]] = {}
    for record in records:
        groups.setdefault((record.task, record.kind, record.variant), []).append(record)
    tasks = list(dict.fromkeys(task for task, _, _ in groups))
    rows = []
    for group in sorted(groups.values(), key=lambda records: tasks.index(records[0].task)):
        rows.append(_row(group, None))
        rows += [_row(group, size) for size in sorted(group[0].sizes)]
    return rows


def _row(records: list[TrialRecord], size: int | None) -> Row:
    first = records[0]
    all_scores = [r.scores if size is None else r.sizes[size] for r in records]
    return Row(
        kind=first.kind,
        variant=first.variant,
        task=first.task,
        size=size,
        chance=first.chance,
        seeds=tuple(record.seed for record in records),
        scores={
            name: Spread.of([scores[name].answers for scores in all_scores])
            for name in all_scores[0]
        },
        examples=Spread.of([scores["none"].examples for scores in all_scores]),
        steps=Spread.of([record.steps for record in records]),
        seconds=Spread.of([record.seconds for record in records]),
        num_parameters=first.num_parameters,
    )


_CONTROLS = ("reset", "swapped", "zeroed", "shuffled")


def as_markdown(rows: Sequence[Row]) -> str:
    """The table: means over seeds, and from the lowest to the highest where they differ."""
    heading = (
        "memory", "task", "right", "wholly right", *_CONTROLS,
        "chance", "seeds", "steps", "seconds", "weights",
    )  # fmt: skip
    table = []
    for row in rows:
        task = row.task if row.size is None else f"{row.task}, at {row.size}"
        controls = [str(row.scores[name]) if name in row.scores else "" for name in _CONTROLS]
        table.append([
            row.label, task, str(row.scores["none"]), str(row.examples), *controls,
            f"{row.chance:.3f}", str(len(row.seeds)), f"{row.steps.mean:.0f}",
            f"{row.seconds.mean:.0f}", f"{row.num_parameters:,}",
        ])  # fmt: skip
    return markdown_table(heading, table)
