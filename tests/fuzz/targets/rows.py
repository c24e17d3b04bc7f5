"""Turns of rows, and tokenizers that are trained on text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from memstudio.data.row_kinds import ROW_KINDS
from memstudio.data.tokenizer_kinds import TOKENIZER_KINDS
from memstudio.data.tokenizer_training import train_tokenizer
from memstudio.data.turns import UnusableRowError, turns_of
from memstudio.errors import MemStudioError
from memstudio.progress import Control
from tests.data.gallery.formats import STORY
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target

_CELLS: dict[str, dict[str, Any]] = {
    "conversation": {"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Mary."}], "system": "Be brief."},
    "instruction": {"instruction": "Say.", "input": ["x"], "output": "Yes."},
    "question": {"question": ["Who?", "Where?"], "answer": {"input_text": ["Mary", "Here"]}, "context": "Mary.", "choices": {"text": ["a", "b"], "label": ["A", "B"]}},
    "translation": {"source": ["ein", "zwei"], "target": ["one", "two"]},
    "summary": {"document": ["Long."], "summary": "Short."},
    "label": {"label": ["good", 1], "text": "Fine.", "pair": "Or not."},
    "number": {"number": "-3.5", "text": "Cold."},
    "retrieval": {"query": "dog", "document": "Hund", "relevance": "1"},
    "recommendation": {"history": ["a"], "candidates": ["b", "c"], "clicked": [0, 1]},
}  # fmt: skip


def _rows() -> list[Files]:
    return [{"rows.json": json.dumps(_CELLS).encode()}]


def _turn(folder: Path) -> None:
    """Every kind of row is asked of cells that another kind has; what JSON cannot be is no row."""
    try:
        rows = json.loads((folder / "rows.json").read_bytes())
    except (ValueError, RecursionError):
        return
    for row in rows.values() if isinstance(rows, dict) else []:
        for kind in ROW_KINDS:
            if kind.name == "text" or not isinstance(row, dict):
                continue
            try:
                turns_of(kind.name, row)
            except UnusableRowError as error:
                error.reason.format(**error.values)


def _train(folder: Path) -> None:
    text = (folder / "text.txt").read_bytes().decode("utf-8", "replace")
    for kind in TOKENIZER_KINDS:
        try:
            tokenizer = train_tokenizer(
                [text], kind.name, max(kind.least, 600), Control()
            ).tokenizer
        except MemStudioError:
            continue
        tokenizer.decode(tokenizer(text[:500]).input_ids)


def _texts() -> list[Files]:
    return [{"text.txt": STORY[:600].encode()}, {"text.txt": "中文。".encode() * 30}]


TARGETS = (
    Target("turns", _rows, _turn, {".json": mutation.inner(mutation.json_value, 0.95)}),
    Target("tokenizer-training", _texts, _train),
)
