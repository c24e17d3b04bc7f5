"""Writing a model as a Hugging Face folder, complete or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.errors import marked
from memstudio.models.quiet import quiet
from memstudio.models.whole_folder import whole_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.progress import Control


def save_model(
    model: Any,
    tokenizer: Any,
    folder: Path,
    *,
    card: str,
    others: Mapping[str, str] | None = None,
    replace: bool = True,
    control: Control | None = None,
) -> None:
    """Write a model, its tokenizer and its card.

    Args:
        model: a `PreTrainedModel`.
        tokenizer: its tokenizer.
        folder: where to.
        card: README.md, Markdown.
        others: what else is written, text by the file's name.
        replace: whether what is in `folder` by the end gives way.
        control: takes progress; may cancel until the folder is complete.

    Raises:
        StorageError: the folder cannot be written, the disk is full, or something is there that
            must not be replaced.
        Cancelled: through `control`; nothing is left then.
    """
    with whole_folder(Path(folder), replace=replace) as temporary, quiet():
        if control is not None:
            control.report(0, 0, marked("progress", "Writing the model"))
            control.checkpoint()
        model.save_pretrained(temporary)
        tokenizer.save_pretrained(temporary)
        for name, text in {"README.md": card, **(others or {})}.items():
            (temporary / name).write_text(text, encoding="utf-8")
        if control is not None:
            control.checkpoint()
