"""Writing a model as a Hugging Face folder, complete or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from memstudio.models.quiet import quiet
from memstudio.models.whole_folder import whole_folder


def save_model(model: Any, tokenizer: Any, folder: Path, *, card: str) -> None:
    """Write a model, its tokenizer and its card; what was in `folder` is replaced at the end.

    Args:
        model: a `PreTrainedModel`.
        tokenizer: its tokenizer.
        folder: where to.
        card: README.md, Markdown.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    with whole_folder(Path(folder)) as temporary, quiet():
        model.save_pretrained(temporary)
        tokenizer.save_pretrained(temporary)
        (temporary / "README.md").write_text(card, encoding="utf-8")
