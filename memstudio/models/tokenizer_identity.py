"""What tells tokenizers apart that turn a text into other tokens."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def tokenizer_identity(tokenizer: Any) -> bytes:
    """All that a tokenizer is made of; that of two which make the same tokens is the same."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None:
        told: str = backend.to_str()
    else:
        vocabulary = json.dumps(sorted(tokenizer.get_vocab().items()))
        # Such as whether capitals are kept; names of files are not the same everywhere.
        how = {
            name: value
            for name, value in sorted(getattr(tokenizer, "init_kwargs", {}).items())
            if name != "name_or_path" and not name.endswith("_file")
        }
        told = f"{type(tokenizer).__qualname__} {json.dumps(how, default=str)} {vocabulary}"
    return f"{told} {tokenizer.eos_token_id} ".encode()


def template_identity(tokenizer: Any) -> bytes:
    """How turns are written for it."""
    template = getattr(tokenizer, "chat_template", None)
    return json.dumps(template, default=str).encode()


def reading_key(tokenizer: Any, window: int | None) -> str:
    """What tells models apart by whose tokens and window a text counts as something else."""
    parts = (tokenizer_identity(tokenizer), template_identity(tokenizer), str(window).encode())
    return hashlib.sha256(b" ".join(parts)).hexdigest()[:16]
