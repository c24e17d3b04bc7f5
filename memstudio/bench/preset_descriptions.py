"""The presets of `memory-tasks`, as a user reads of them before choosing. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass

from memstudio.errors import marked


@dataclass(frozen=True, slots=True)
class PresetDescription:
    """A set of tasks and how long they are learnt.

    Attributes:
        name: on the command line.
        title: for a person.
        summary: what is run, and how long it takes.
        tasks: their names.
        num_seeds: tried of each trial.
    """

    name: str
    title: str
    summary: str
    tasks: tuple[str, ...]
    num_seeds: int = 3


PRESET_DESCRIPTIONS: tuple[PresetDescription, ...] = (
    PresetDescription(
        "quick",
        marked("bench", "Quick"),
        marked("bench", "Copying for every memory, and names that come again for notes on words; about half an hour on two processor cores."),
        ("copy 12→24", "names 4 back"),
        num_seeds=2,
    ),
    PresetDescription(
        "full",
        marked("bench", "Full"),
        marked("bench", "Every task, each with what it was made to show, and longer texts than were trained on; many hours."),
        (
            "copy 12→24", "reverse 12→12", "copy 12→12 after 2", "remember 10", "rewrite 50",
            "n-th farthest of 5", "passkey in 4", "pairs 32", "strings 6 back", "names 4 back",
            "stories qa1", "stories qa2", "stories qa3", "stories qa4", "stories qa5",
        ),
    ),
    PresetDescription(
        "paper",
        marked("bench", "As published"),
        marked("bench", "Models and tasks of the sizes in the papers; days, on a GPU."),
        (
            "copy 24→48", "copy 24→48 by 12", "copy 24→48 by 8",
            "reverse 24→24", "reverse 24→24 by 12", "reverse 24→24 by 8",
            "remember 4", "remember 50", "rewrite 50",
        ),
    ),
)  # fmt: skip
