"""A copy of an open model, as a folder that any program with transformers opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import refuse_existing
from memstudio.models.save import save_model
from memstudio.models.source import MEMORY_MODEL

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_CARD = "README.md"
_FIGURES = "evaluation.json"


def save_copy(loaded: LoadedModel, folder: Path, control: Control) -> Path:
    """Write a model, its tokenizer, its card and its stored figures; nothing is ever overwritten.

    A model that came from a GGUF file becomes a folder with safetensors.

    Args:
        loaded: the model as it is now.
        folder: not there yet, or empty.
        control: takes progress; may cancel until the folder is complete.

    Returns:
        The folder, as a whole path.

    Raises:
        StorageError: there is something at `folder`, it cannot be written, or the disk is full.
        Cancelled: through `control`; nothing is left then.
    """
    folder = Path(folder).expanduser().absolute()
    refuse_existing(folder)
    source = loaded.source.path
    beside = {}
    if loaded.source.format == "folder":
        beside = {name: _text_of(source / name) for name in (_CARD, _FIGURES)}
    others = {name: text for name, text in beside.items() if text and name != _CARD}
    save_model(
        loaded.model,
        loaded.tokenizer,
        folder,
        card=beside.get(_CARD) or _card(loaded),
        others=others,
        replace=False,
        control=control,
    )
    return folder


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _card(loaded: LoadedModel) -> str:
    config = loaded.model.config
    lines = ["---", "library_name: transformers", "---", "", f"# {loaded.source.name}", ""]
    told = f"A copy of `{loaded.source.reference}`, written by MemStudio."
    if config.model_type == MEMORY_MODEL:
        lines[1] = "library_name: memstudio"
        told += f" It has a memory of kind `{config.memory_kind}`."
    return "\n".join([*lines, told]) + "\n"
