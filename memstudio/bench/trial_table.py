"""Trials as a table: one row for each memory and task, over its seeds. Imports no torch."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
        differs: settings in which it is not as another row of the same memory and task; empty where
            there is no other.
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
    differs: str = ""

    @property
    def label(self) -> str:
        """The memory, as it is called in tables."""
        return ", ".join(filter(None, (self.kind, self.variant, self.differs)))

    @property
    def uses_its_memory(self) -> bool | None:
        """Whether the controls say that the memory is what answers; None when nothing was learnt.

        Right by at least 0.5 more than with the state reset, and both controls no more than 0.03
        above guessing: a state that was taken away may do worse than that.
        """
        if not {"reset", "swapped"} <= self.scores.keys():
            return None
        right, controls = self.scores["none"].mean, (self.scores["reset"], self.scores["swapped"])
        if right < self.chance + 0.03:
            return None
        return right - controls[0].mean >= 0.5 and all(
            control.mean - self.chance <= 0.03 for control in controls
        )


def rows_of(records: Iterable[TrialRecord]) -> list[Row]:
    """Rows task by task, in the order in which they first come; other sizes behind the full one.

    Seeds share a row, and no other settings do.
    """
    places: dict[tuple[str, str, str], dict[str, list[TrialRecord]]] = {}
    for record in records:
        place = places.setdefault((record.task, record.kind, record.variant), {})
        told = json.dumps(settings_but_seed(record), sort_keys=True)
        place.setdefault(told, []).append(record)
    tasks = list(dict.fromkeys(task for task, _, _ in places))
    rows = []
    for _, groups in sorted(places.items(), key=lambda place: tasks.index(place[0][0])):
        all_settings = [settings_but_seed(group[0]) for group in groups.values()]
        for group, settings in zip(groups.values(), all_settings, strict=True):
            differs = _differs(settings, all_settings)
            rows += [_row(group, size, differs) for size in (None, *sorted(group[0].sizes))]
    return rows


def settings_but_seed(record: TrialRecord) -> dict[str, Any]:
    """All that a trial was told that its other seeds were told, too."""
    return {name: value for name, value in record.settings.items() if name != "seed"}


def _differs(settings: dict[str, Any], others: Sequence[dict[str, Any]]) -> str:
    names = [name for name in settings if any(o.get(name) != settings[name] for o in others)]
    return ", ".join(f"{name.replace('_', ' ')} {settings[name]}" for name in names)


def _row(records: list[TrialRecord], size: int | None, differs: str) -> Row:
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
        differs=differs,
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
