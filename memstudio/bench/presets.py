"""Which memories are tried on which tasks, and how: the presets of `memory-tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.tasks.farthest import NthFarthest
from memstudio.bench.tasks.passkey import Passkey
from memstudio.bench.tasks.recall import Recall
from memstudio.bench.tasks.strings import Strings
from memstudio.bench.trial_settings import TrialSettings
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.tasks.symbol_task import SymbolTask


@dataclass(frozen=True)
class Trial:
    """A memory to be tried on a task with one seed.

    Attributes:
        task: what is learnt.
        settings: how.
        variant: what was changed about the kind, for tables; empty for the kind as it is.
    """

    task: SymbolTask
    settings: TrialSettings
    variant: str = ""


@dataclass(frozen=True)
class Variant:
    """A kind with something changed, to be compared with the kind as it is.

    Attributes:
        kind: of memory.
        label: what was changed.
        changes: of the settings; `options` are added to the kind's.
    """

    kind: str
    label: str
    changes: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A task, how it is learnt, and what is done differently for some kinds.

    Attributes:
        task: what is learnt.
        settings: how; kind and seed are filled in.
        kinds: the kinds that are tried; none for all.
        changes: of the settings, by kind; `options` are added to the kind's.
        variants: kinds with something changed, tried besides.
    """

    task: SymbolTask
    settings: TrialSettings
    kinds: tuple[str, ...] = ()
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()

    def trial(self, kind: str, seed: int, variant: Variant | None = None) -> Trial:
        """The trial of a kind."""
        settings = replace(self.settings, kind=kind, seed=seed, options=_FROM_NOTHING.get(kind))
        for changes in (self.changes.get(kind, {}), variant.changes if variant else {}):
            options = {**(settings.options or {}), **changes.get("options", {})}
            settings = replace(settings, **{**changes, "options": options or None})
        return Trial(self.task, settings, variant.label if variant else "")


# What makes a kind suit a small model trained from nothing, instead of a pretrained one.
_FROM_NOTHING: dict[str, dict[str, Any]] = {
    "armt": {"value_spread": 0.05},
    "lm-bow": {"mix_start": 0.5},
    "m2m": {"read_gate_start": 1.0},
    "s2s": {"read_gate_start": 1.0},
    "titans": {"opening": 1.0},
}

_SMALL = TrialSettings("")

PRESETS: dict[str, tuple[Entry, ...]] = {
    "quick": (
        Entry(Copy(), replace(_SMALL, max_steps=3000)),
        Entry(Recall(pairs=4), replace(_SMALL, max_steps=1500)),
    ),
    "full": (
        Entry(Copy(), replace(_SMALL, max_steps=5000)),
        Entry(Recall(pairs=4), replace(_SMALL, max_steps=3000)),
        Entry(Strings(), replace(_SMALL, max_steps=5000)),
        Entry(Passkey(), replace(_SMALL, max_steps=5000)),
        Entry(NthFarthest(), replace(_SMALL, max_steps=5000)),
    ),
    "paper": (Entry(Copy(), replace(_SMALL, max_steps=5000)),),
}


def trials_of(
    preset: str,
    *,
    kinds: Sequence[str],
    tasks: Sequence[str] = (),
    num_seeds: int | None = None,
) -> list[Trial]:
    """The trials of a preset, seed by seed, so that a first table is there early.

    Args:
        preset: a name in `PRESETS`.
        kinds: the memories to try.
        tasks: beginnings of the names of tasks; none for all.
        num_seeds: None for the preset's.

    Raises:
        MemStudioError: there is no such preset or task.
    """
    if preset not in PRESETS:
        raise MemStudioError(
            marked("errors", "There is no preset '{name}'. There are: {names}."),
            name=preset, names=", ".join(PRESETS),
        )  # fmt: skip
    entries = PRESETS[preset]
    chosen = [e for e in entries if not tasks or any(e.task.name.startswith(t) for t in tasks)]
    if not chosen:
        raise MemStudioError(
            marked("errors", "The preset '{name}' has no such task. It has: {names}."),
            name=preset, names=", ".join(entry.task.name for entry in entries),
        )  # fmt: skip
    usual = next(each.num_seeds for each in PRESET_DESCRIPTIONS if each.name == preset)
    trials = []
    for seed in range(num_seeds or usual):
        for entry in chosen:
            for kind in kinds:
                if not entry.kinds or kind in entry.kinds:
                    trials.append(entry.trial(kind, seed))
                trials += [
                    entry.trial(kind, seed, variant)
                    for variant in entry.variants
                    if variant.kind == kind
                ]
    return trials
