"""Which memories are tried on which tasks, and how: the presets of `memory-tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.tasks.farthest import NthFarthest
from memstudio.bench.tasks.names import Names
from memstudio.bench.tasks.pairs import Pairs
from memstudio.bench.tasks.passkey import Passkey
from memstudio.bench.tasks.recall import Recall
from memstudio.bench.tasks.stories import Stories
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
# So narrow that a matrix of that width cannot hold all pairs.
_NARROW_TITANS = {"variant": "gate", "key_width": 16, "hidden_width": 64}

# Tokens that have read no slot are written, so slots have to be compared by each other.
_SLOTS_COMPARE: dict[str, Any] = {"write_layer": 1, "read_layers": (2,)}

_SMALL = TrialSettings("")
_ALL_STEPS: dict[str, Any] = {"enough": 2.0}
"""All steps are taken, however much is right."""

_DEPTHS = (
    marked("bench", "BPTT depth 0"),
    marked("bench", "BPTT depth 1"),
    marked("bench", "BPTT depth 2"),
)
"""What a variant is called whose gradients flow back so far."""

_COPY = Entry(Copy(), replace(_SMALL, max_steps=4000))

_NAMES = Entry(
    Names(),
    replace(_SMALL, max_steps=2500, learning_rate=2e-3, tested_sizes=(32,)),
    changes={
        "lm-bow": {
            "num_slots": 2 * Names().num_names,
            "options": {"window": 1, "skip_first": Names().first_name},
        }
    },
)

# Notes on words keep no order, and would look in vain for something to copy.
_QUICK = (_COPY, replace(_NAMES, kinds=("lm-bow",)))

_FULL = (
    replace(
        _COPY,
        changes={"s2s": {"cools": True}},
        variants=(
            *(
                Variant("rmt", label, {"bptt_depth": depth, "max_steps": 3000, **_ALL_STEPS})
                for depth, label in enumerate(_DEPTHS)
            ),
            Variant("rmt", marked("bench", "no recurrence"), {"carries": False, "max_steps": 1000}),
            Variant(
                "s2s",
                marked("bench", "competing slots"),
                {"cools": False, "options": {"competition": True}},
            ),
        ),
    ),
    Entry(Copy(times=1, backwards=True), replace(_SMALL, max_steps=5000)),
    # What `nlm` copies without noise between it may take from its source instead of its slots.
    Entry(Copy(times=1, gap=2), replace(_SMALL, max_steps=5000, grows=True, tested_sizes=(8,))),
    Entry(Recall(pairs=10), replace(_SMALL, max_steps=6000, grows=True, num_slots=8)),
    Entry(
        Recall(pairs=50, rewrites=True),
        replace(_SMALL, max_steps=6000, grows=True, num_slots=2, tested_sizes=(100, 200)),
        kinds=("rmt", "armt", "infini", "titans", "none"),
        changes={"armt": {**_ALL_STEPS, "cools": True, "weight_decay": 0.5}},
    ),
    Entry(
        NthFarthest(),
        replace(
            _SMALL, max_steps=8000, num_slots=5, batch_size=256, learning_rate=2e-3, cools=True
        ),
        kinds=("m2m", "s2s", "rmt", "armt", "none"),
        changes={"m2m": {"options": _SLOTS_COMPARE}, "s2s": {"options": _SLOTS_COMPARE}},
        variants=(
            Variant(
                "m2m",
                marked("bench", "slots apart"),
                {"options": {"slots_see_slots": False}},
            ),
        ),
    ),
    Entry(
        Passkey(),
        replace(_SMALL, layers=3, max_steps=7000, grows=True, cools=True, tested_sizes=(8, 32)),
        changes={"infini": _ALL_STEPS},
    ),
    Entry(
        Pairs(segments=4),
        replace(_SMALL, max_steps=1500, learning_rate=2e-3, **_ALL_STEPS),
        changes={"titans": {"options": _NARROW_TITANS}},
        variants=(
            Variant("titans", marked("bench", "linear"), {"options": {"depth": 1}}),
            Variant("titans", marked("bench", "no momentum"), {"options": {"momentum": False}}),
        ),
    ),
    Entry(
        Strings(),
        replace(
            _SMALL, max_steps=6000, learning_rate=2e-3, grows=True, cools=True, tested_sizes=(100,)
        ),
    ),
    _NAMES,
    *(
        Entry(
            Stories(task=number),
            replace(_SMALL, max_steps=6000, grows=True, cools=True, tested_sizes=(24,)),
        )
        for number in range(1, 6)
    ),
)

_PUBLISHED = TrialSettings(
    "", width=128, layers=4, learning_rate=1e-4, gate_learning_rate=1e-3, max_steps=400_000
)
_OF_RMT = ("rmt", "none")
_OF_ARMT = replace(
    _PUBLISHED, batch_size=512, learning_rate=3e-4, max_steps=90_000, grows=True, num_slots=4
)

_PAPER = (
    # Bulatov et al. 2022, their figure of the algorithmic tasks.
    *(
        Entry(
            Copy(length=24, symbols_per_segment=length, num_symbols=12),
            replace(_PUBLISHED, num_slots=length),
            kinds=_OF_RMT,
        )
        for length in (24, 12, 8)
    ),
    *(
        Entry(
            Copy(length=24, times=1, backwards=True, symbols_per_segment=length, num_symbols=12),
            replace(_PUBLISHED, num_slots=length),
            kinds=_OF_RMT,
        )
        for length in (24, 12, 8)
    ),
    Entry(
        Recall(pairs=4),
        replace(_PUBLISHED, width=64, layers=6, learning_rate=2.5e-4, num_slots=4),
        kinds=_OF_RMT,
    ),
    # Rodkin et al. 2024, figures 2 and 4.
    Entry(Recall(pairs=50, num_keys=256), _OF_ARMT, kinds=("armt", "rmt")),
    Entry(
        Recall(pairs=50, rewrites=True),
        replace(_OF_ARMT, tested_sizes=(100, 200, 500)),
        kinds=("armt", "rmt"),
        variants=(
            Variant("armt", marked("bench", "no correction"), {"options": {"correction": False}}),
        ),
    ),
)

PRESETS: dict[str, tuple[Entry, ...]] = {"quick": _QUICK, "full": _FULL, "paper": _PAPER}


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
