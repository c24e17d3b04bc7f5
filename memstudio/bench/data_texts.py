"""Text of any size to measure reading with: words drawn as often as they are in a real book."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.progress import Control

_BOOK = "samples/pride-and-prejudice.txt"
_WORDS_OF_LINE, _LINES_OF_PARAGRAPH = 12, 8
_PARAGRAPHS = 5_000
_ROW = 1_200
FORMS = ("txt", "jsonl", "csv")
"""In which text is written; also the endings of the files."""


def write_text_of(path: Path, num_bytes: int, control: Control) -> None:
    """Write a file of about so many bytes, in the form that its ending says.

    Paragraphs are drawn from a stock and each has a number, so that no two rows are the same.
    """
    form = path.suffix.removeprefix(".")
    stock = list(_stock())
    chooser = random.Random(0)  # noqa: S311 - no secret
    done = number = 0
    with path.open("w", encoding="utf-8", buffering=1 << 20) as file:
        if form == "csv":
            file.write("text,number\n")
        while done < num_bytes:
            control.checkpoint()
            rows = []
            for _ in range(1_000):
                number += 1
                text = f"{number}. {chooser.choice(stock)} {chooser.choice(stock)}"
                rows.append(_written(text[:_ROW], number, form))
            block = "".join(rows)
            file.write(block)
            done += len(block)


def _written(text: str, number: int, form: str) -> str:
    if form == "jsonl":
        return json.dumps({"text": text}) + "\n"
    if form == "csv":
        quoted = text.replace('"', '""')
        return f'"{quoted}",{number}\n'
    return text + "\n\n"


def _stock() -> Iterator[str]:
    words = resource(_BOOK).read_text(encoding="utf-8").split()
    chooser = random.Random(1)  # noqa: S311 - no secret
    for _ in range(_PARAGRAPHS):
        lines = (
            " ".join(chooser.choices(words, k=_WORDS_OF_LINE)) for _ in range(_LINES_OF_PARAGRAPH)
        )
        yield "\n".join(lines)
