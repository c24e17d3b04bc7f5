"""The files of tokenizers."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from memstudio.data.tokenizer_kinds import TOKENIZER_KINDS
from memstudio.data.tokenizer_training import train_tokenizer
from memstudio.models.load import load_tokenizer
from memstudio.progress import Control
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target

_CONFIG = json.dumps({"model_type": "llama"}).encode()
_TEXT = "The same words, and the same again."


def _tokenizers() -> list[Files]:
    found: list[Files] = []
    for kind in TOKENIZER_KINDS:
        made = train_tokenizer([_TEXT], kind.name, max(kind.least, 300), Control())
        with tempfile.TemporaryDirectory() as folder:
            made.tokenizer.save_pretrained(folder)
            files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
            found.append({**files, "config.json": _CONFIG})
    return found


def _load(folder: Path) -> None:
    tokenizer = load_tokenizer(folder, "tokenizer")
    tokenizer.decode(tokenizer("The same words.", add_special_tokens=False).input_ids)


TARGETS = (
    Target(
        "tokenizer-file",
        _tokenizers,
        _load,
        {".json": mutation.inner(mutation.json_value, 0.7)},
        frozenset({"config.json"}),
    ),
)
