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
        num_seeds: tried of each trial.
    """

    name: str
    title: str
    summary: str
    num_seeds: int = 3


PRESET_DESCRIPTIONS: tuple[PresetDescription, ...] = (
    PresetDescription(
        "quick",
        marked("bench", "Quick"),
        marked("bench", "Copying for every memory, and names that come again for notes on words; about half an hour on two processor cores."),
    ),
    PresetDescription(
        "full",
        marked("bench", "Full"),
        marked("bench", "Every task, each with what it was made to show, and longer texts than were trained on; many hours."),
    ),
    PresetDescription(
        "paper",
        marked("bench", "As published"),
        marked("bench", "Models and tasks of the sizes in the papers; days, on a GPU."),
    ),
)  # fmt: skip
