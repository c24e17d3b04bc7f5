"""From a task template to a run: the model that is made first, and the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.read_settings import ReadSettings
from memstudio.resources import resource
from memstudio.training.from_scratch_settings import FromScratchSettings
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.progress import Control
    from memstudio.tasks.templates.template import TaskTemplate

_BACKBONE = ("models", "task-backbone.json")
_START = "{task}-start"
_SHARED: dict[str, Any] = {
    "trains": "everything",
    "packing": True,
    "batch_size": 2,
    "segments_per_sample": 16,
    "learning_rate": 2e-3,
    "memory_learning_rate": 2e-3,
    "schedule": "cosine",
    "validate_every": 250,
    "validation_tokens": 4096,
    "probe": {"every": 250},
    "checkpoint_every": 250,
    "evaluation": {"rows": 64},
}
"""What suits small models that learn from generated rows; a template says what is other."""


def start_folder(template: TaskTemplate, folder: Path) -> Path:
    """Where in a folder the starting model of a template is made: a name that is free."""
    name = _START.format(task=template.name)
    found, number = folder / name, 2
    while found.exists():
        found = folder / f"{name}-{number}"
        number += 1
    return found


def start_settings(template: TaskTemplate, folder: Path) -> FromScratchSettings | None:
    """What the starting model is made of; None for templates that begin with the bundled one.

    Args:
        template: of the task.
        folder: where the model is to be made; there is nothing yet.
    """
    start = template.start
    if start is None:
        return None
    return FromScratchSettings(
        corpus=tuple(map(str, template.sample_paths)),
        folder=str(folder),
        tokenizer=start.tokenizer,
        vocabulary=start.vocabulary,
        kind=start.kind,
        num_slots=start.num_slots,
        segment_length=start.segment_length,
        options=dict(start.options),
        asked=ReadSettings(template.row_kind, dict(template.columns), None),
        config=str(resource(*_BACKBONE)),
    )


def task_config(template: TaskTemplate, model: str, **changes: Any) -> RunConfig:
    """The run that a template describes.

    Args:
        template: of the task.
        model: what is trained: the starting model, or another.
        changes: of its settings.

    Raises:
        TrainingError: a value is of the wrong kind or out of bounds.
    """
    shared = _SHARED if template.start is not None else {"trains": "everything"}
    values = shared | dict(template.settings) | changes
    return RunConfig.of(
        **{
            "model": model,
            "data": tuple(map(str, template.sample_paths)),
            "row_kind": template.row_kind,
            "columns": dict(template.columns),
            **values,
        }
    )


def make_start(
    template: TaskTemplate, folder: Path, *, device: str = "auto", control: Control | None = None
) -> str:
    """Make the starting model of a template.

    Args:
        template: of the task.
        folder: the folder in which it gets a folder of its own.
        device: where it is put in the end.
        control: takes progress; may cancel.

    Returns:
        What the run calls the model.

    Raises:
        MemStudioError: as `from_scratch.make_from_scratch`.
        Cancelled: through `control`.
    """
    settings = start_settings(template, start_folder(template, folder))
    if settings is None:
        return "demo"
    from memstudio.training.from_scratch import make_from_scratch

    make_from_scratch(settings, device=device, control=control)
    return settings.folder
