"""Results of trials as the page shows them: a cell for each memory and task. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from memstudio.bench.trial_table import Row, rows_of, settings_but_seed
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from memstudio.bench.memory_tasks import TrialProgress
    from memstudio.bench.trial_records import TrialRecord
    from memstudio.workers.messages import PlannedTrial

Memory: TypeAlias = tuple[str, str]
"""Kind and variant."""

CONTROLS = ("reset", "swapped", "zeroed", "shuffled")
_LEARNT = 0.03
_ORDER = {each.name: place for place, each in enumerate(KIND_DESCRIPTIONS)}


class Verdict(Enum):
    """What the controls say about a cell."""

    USED = "used"
    NOT_SHOWN = "not shown"
    NOT_LEARNT = "not learnt"
    NO_CONTROLS = "no controls"


@dataclass(frozen=True)
class Cell:
    """One memory on one task.

    Attributes:
        memory: kind and variant.
        task: its name.
        row: over the seeds, at full size; None while there is no result.
        sizes: the same at other sizes, smallest first.
        records: of each seed.
        running: how far a trial that is going on is.
        num_waiting: trials that are still to come.
    """

    memory: Memory
    task: str
    row: Row | None = None
    sizes: tuple[Row, ...] = ()
    records: tuple[TrialRecord, ...] = ()
    running: TrialProgress | None = None
    num_waiting: int = 0

    @property
    def verdict(self) -> Verdict | None:
        """What the controls say; None while there is no result."""
        return verdict_of(self.row) if self.row is not None else None


@dataclass(frozen=True)
class Grid:
    """Cells of memories (down) and tasks (across); those that were never meant to be are missing."""

    memories: tuple[Memory, ...] = ()
    tasks: tuple[str, ...] = ()
    cells: dict[tuple[Memory, str], Cell] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


def verdict_of(row: Row) -> Verdict:
    """What the controls say about a row."""
    if row.scores["none"].mean < row.chance + _LEARNT:
        return Verdict.NOT_LEARNT
    uses = row.uses_its_memory
    if uses is None:
        return Verdict.NO_CONTROLS
    return Verdict.USED if uses else Verdict.NOT_SHOWN


def grid_of(
    records: Sequence[TrialRecord],
    running: Iterable[TrialProgress] = (),
    plan: Iterable[PlannedTrial] = (),
    is_done: Callable[[PlannedTrial], bool] = lambda _: False,
) -> Grid:
    """Put results, and what is still to come, in cells.

    Args:
        records: the latest last; of trials of other settings only the latest are shown.
        running: trials that are going on.
        plan: all trials of the benchmark that is on; their tasks come first.
        is_done: whether the result of a planned trial is there.
    """
    shown = _consistent(records)
    rows = rows_of(shown)
    going = {((each.kind, each.variant), each.task): each for each in running}
    planned: dict[tuple[Memory, str], int] = {}
    for trial in plan:
        place = ((trial.kind, trial.variant), trial.task)
        planned[place] = planned.get(place, 0) + (0 if is_done(trial) else 1)
    groups: dict[tuple[Memory, str], list[TrialRecord]] = {}
    for record in shown:
        groups.setdefault(((record.kind, record.variant), record.task), []).append(record)
    places = list(dict.fromkeys([*planned, *groups]))
    cells = {}
    for place in places:
        own = [row for row in rows if ((row.kind, row.variant), row.task) == place]
        cells[place] = Cell(
            memory=place[0],
            task=place[1],
            row=next((row for row in own if row.size is None), None),
            sizes=tuple(row for row in own if row.size is not None),
            records=tuple(groups.get(place, ())),
            running=going.get(place),
            num_waiting=planned.get(place, 0),
        )
    memories = dict.fromkeys(memory for memory, _ in places)
    tasks = dict.fromkeys(task for _, task in places)
    return Grid(tuple(sorted(memories, key=_place)), tuple(tasks), cells, tuple(rows))


def _place(memory: Memory) -> tuple[int, str]:
    return _ORDER.get(memory[0], len(_ORDER)), memory[1]


def _consistent(records: Sequence[TrialRecord]) -> list[TrialRecord]:
    """The records of each cell that share the settings of its latest, by seed."""
    groups: dict[tuple[str, str, str], list[TrialRecord]] = {}
    for record in records:
        groups.setdefault((record.task, record.kind, record.variant), []).append(record)
    shown = []
    for group in groups.values():
        latest = settings_but_seed(group[-1])
        seeds = {each.seed: each for each in group if settings_but_seed(each) == latest}
        shown += [seeds[seed] for seed in sorted(seeds)]
    return sorted(shown, key=lambda each: _place((each.kind, each.variant)))
