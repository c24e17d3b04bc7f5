"""Where a model lies, once its name has been understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# The model_type of a model with a memory of ours.
MEMORY_MODEL = "memstudio"

# What makes a folder that of a run, and where its models lie: `training.run_folder` says it all.
RUN_CONFIG = "run.toml"
RUN_MODEL = "model"
RUN_CHECKPOINTS = "checkpoints"


def folder_name(folder: Path) -> str:
    """What to call the model in a folder: one of a run is called after the run.

    Args:
        folder: absolute, or it has no name to be called after.
    """
    name, parent = folder.name, folder.parent
    if name == RUN_MODEL and (parent / RUN_CONFIG).is_file():
        return parent.name
    if parent.name == RUN_CHECKPOINTS and (parent.parent / RUN_CONFIG).is_file():
        return f"{parent.parent.name} {name}"
    return name


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that was found and looked at.

    Attributes:
        reference: what the user called it.
        name: what to show.
        format: a Hugging Face folder, one GGUF file, or what goes beside a model (an adapter, a
            memory, or both).
        path: the folder or the file.
    """

    reference: str
    name: str
    format: Literal["folder", "gguf", "adapter"]
    path: Path

    @property
    def lasting_reference(self) -> str:
        """What opens the model again, from any folder."""
        path = Path(self.reference)
        return str(path.resolve()) if path.exists() else self.reference


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
