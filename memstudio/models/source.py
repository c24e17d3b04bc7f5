"""Where a model lies, once its name has been understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

# The model_type of a model with a memory of ours.
MEMORY_MODEL = "memstudio"

# What makes a folder that of a run, and where its models lie: `training.run_folder` says it all.
_RUN = "run.toml"
_RUN_MODEL = "model"
_RUN_CHECKPOINTS = "checkpoints"


def folder_name(folder: Path) -> str:
    """What to call the model in a folder: one of a run is called after the run.

    Args:
        folder: absolute, or it has no name to be called after.
    """
    name, parent = folder.name, folder.parent
    if name == _RUN_MODEL and (parent / _RUN).is_file():
        return parent.name
    if parent.name == _RUN_CHECKPOINTS and (parent.parent / _RUN).is_file():
        return f"{parent.parent.name} {name}"
    return name


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that was found and looked at.

    Attributes:
        reference: what the user called it.
        name: what to show.
        format: a Hugging Face folder, or one GGUF file.
        path: the folder or the file.
    """

    reference: str
    name: str
    format: Literal["folder", "gguf"]
    path: Path


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model in a list.

    Attributes:
        reference: how to open it.
        name: what to show.
        origin: where it was found: "bundled", "folder", "gguf" or "hub-cache".
        size_bytes: on disk.
        path: where it lies.
        has_memory: whether it has a memory of ours.
    """

    reference: str
    name: str
    origin: Literal["bundled", "folder", "gguf", "hub-cache"]
    size_bytes: int
    path: Path
    has_memory: bool = False
