"""Every memory on every task that suits it, over several seeds, with the controls: one table."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from memstudio.bench.memory_trial import TrialResult, TrialSettings, run_trial
from memstudio.bench.symbol_tasks import Copy, NthFarthest, Passkey, Recall
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.bench.symbol_tasks import SymbolTask
    from memstudio.progress import Control

# What makes a kind suit a small model trained from nothing, instead of a pretrained one.
_FROM_NOTHING: dict[str, dict[str, Any]] = {
    "armt": {"value_spread": 0.05},
    "m2m": {"read_gate_start": 1.0},
    "s2s": {"read_gate_start": 1.0},
    "titans": {"opening": 1.0},
}


@dataclass(frozen=True)
class Entry:
    """A task and how it is learnt.

    Attributes:
        task: what is learnt.
        settings: how; kind and seed are filled in.
    """

    task: SymbolTask
    settings: TrialSettings


@dataclass(frozen=True)
class Row:
    """One kind on one task.

    Attributes:
        kind: the memory.
        task: its name.
        chance: accuracy of guessing.
        seeds: the seeds tried.
        results: one for each seed.
    """

    kind: str
    task: str
    chance: float
    seeds: tuple[int, ...]
    results: tuple[TrialResult, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


_QUICK = TrialSettings("", max_steps=4000, max_seconds=150)
_FULL = TrialSettings("", max_steps=20_000, max_seconds=1200)

PRESETS: dict[str, tuple[tuple[Entry, ...], int]] = {
    "quick": ((Entry(Copy(), _QUICK),), 1),
    "full": (
        (
            Entry(Copy(), _FULL),
            Entry(Copy(times=1, backwards=True), _FULL),
            Entry(Recall(pairs=10), replace(_FULL, grows=True, num_slots=8)),
            Entry(Recall(pairs=50, rewrites=True), replace(_FULL, grows=True, num_slots=2)),
            Entry(NthFarthest(), replace(_FULL, num_slots=8)),
            Entry(Passkey(), replace(_FULL, grows=True)),
        ),
        3,
    ),
}
"""Entries and number of seeds, by name."""


def run_suite(
    preset: str,
    *,
    kinds: Sequence[str],
    tasks: Sequence[str] = (),
    num_seeds: int | None = None,
    control: Control,
    on_row: Callable[[Row], None] = lambda _: None,
) -> list[Row]:
    """Run the trials of a preset, one after the other.

    Args:
        preset: a name in `PRESETS`.
        kinds: the memories to try.
        tasks: beginnings of the names of tasks; none for all.
        num_seeds: None for the preset's.
        control: takes progress; may cancel between steps that are checked.
        on_row: takes each row as soon as it is there.

    Raises:
        MemStudioError: there is no such preset or task.
        Cancelled: through `control`.
    """
    if preset not in PRESETS:
        raise MemStudioError(
            marked("errors", "There is no preset '{name}'. There are: {names}."),
            name=preset, names=", ".join(PRESETS),
        )  # fmt: skip
    entries, usual = PRESETS[preset]
    chosen = [e for e in entries if not tasks or any(e.task.name.startswith(t) for t in tasks)]
    if not chosen:
        raise MemStudioError(
            marked("errors", "The preset '{name}' has no such task. It has: {names}."),
            name=preset, names=", ".join(entry.task.name for entry in entries),
        )  # fmt: skip
    rows = []
    for entry in chosen:
        for kind in kinds:
            rows.append(_row(entry, kind, range(num_seeds or usual), control))
            on_row(rows[-1])
    return rows


def _row(entry: Entry, kind: str, seeds: range, control: Control) -> Row:
    results = []
    for seed in seeds:
        settings = replace(entry.settings, kind=kind, seed=seed, options=_FROM_NOTHING.get(kind))

        def show(
            step: int, loss: float, accuracy: float, settings: TrialSettings = settings
        ) -> None:
            control.checkpoint()
            text = marked("progress", "{kind}, {task}, seed {seed}: {accuracy} right, loss {loss}")
            control.report(
                step, settings.max_steps,
                text.format(kind=kind, task=entry.task.name, seed=settings.seed,
                            accuracy=f"{accuracy:.1%}", loss=f"{loss:.3f}"),
                "steps",
            )  # fmt: skip

        results.append(run_trial(entry.task, settings, show)[0])
    return Row(kind, entry.task.name, entry.task.chance, tuple(seeds), tuple(results))


def as_markdown(rows: Sequence[Row]) -> str:
    """The table: mean over seeds, and from the lowest to the highest where they differ."""
    lines = [
        "| memory | task | right | state reset | state swapped | chance | steps | seconds | weights |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        results = row.results
        lines.append(
            f"| {row.kind} | {row.task} | {_spread([r.accuracy for r in results])} "
            f"| {_spread([r.reset for r in results])} | {_spread([r.swapped for r in results])} "
            f"| {row.chance:.3f} | {_mean([r.steps for r in results]):.0f} "
            f"| {_mean([r.seconds for r in results]):.0f} | {results[0].num_parameters:,} |"
        )
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)


def _spread(values: Sequence[float]) -> str:
    text = f"{_mean(values):.3f}"
    low, high = min(values), max(values)
    return text if high - low < 5e-4 else f"{text} ({low:.3f} to {high:.3f})"
