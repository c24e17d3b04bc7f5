"""An open model as a folder that any program with transformers opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.exporting.card import folder_card, text_of
from memstudio.models.save import save_model

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_FIGURES = "evaluation.json"


def write_folder(loaded: LoadedModel, folder: Path, control: Control) -> None:
    """Write a model, its tokenizer, its card and its stored figures.

    A model that came from a GGUF file becomes a folder with safetensors.

    Args:
        loaded: the model as it is now.
        folder: not there yet, or empty.
        control: takes progress; may cancel until the folder is complete.

    Raises:
        StorageError: there is something at `folder`, it cannot be written, or the disk is full.
        Cancelled: through `control`; nothing is left then.
    """
    figures = text_of(loaded.source.path / _FIGURES) if loaded.source.format == "folder" else ""
    save_model(
        loaded.model,
        loaded.tokenizer,
        folder,
        card=folder_card(loaded),
        others={_FIGURES: figures} if figures else {},
        replace=False,
        control=control,
    )
