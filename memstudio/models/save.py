"""Writing a model as a Hugging Face folder, complete or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from memstudio.atomic import writing
from memstudio.models.quiet import quiet


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
    folder = Path(folder)
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            with quiet():
                model.save_pretrained(temporary)
            tokenizer.save_pretrained(temporary)
            (temporary / "README.md").write_text(card, encoding="utf-8")
            temporary.chmod(0o755)
            if folder.exists():
                old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
                folder.rename(old / folder.name)
                temporary.rename(folder)
                shutil.rmtree(old, ignore_errors=True)
            else:
                temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
