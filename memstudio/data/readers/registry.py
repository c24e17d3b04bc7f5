"""The formats that can be read, by the endings of their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.readers.reader import Reader


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: its reader's name.
        endings: of its files, in lower case.
        is_text: whether its bytes are characters; what is not is refused, and its encoding found.
    """

    name: str
    endings: tuple[str, ...]
    is_text: bool = True


readers: Registry[Reader] = Registry("format")
readers.add("text", "memstudio.data.readers.text:read_text")
readers.add("json-lines", "memstudio.data.readers.json_lines:read_json_lines")

PLAIN_TEXT = Format("text", (".txt", ".md", ".markdown", ".text"))
FORMATS = (
    PLAIN_TEXT,
    Format("json-lines", (".jsonl", ".ndjson")),
)
_BY_ENDING = {ending: each for each in FORMATS for ending in each.endings}


def format_of(path: Path) -> Format | None:
    """The format of a file by its ending; None when it is not one that is read."""
    return _BY_ENDING.get(path.suffix.lower())


def endings() -> tuple[str, ...]:
    """The endings that are read."""
    return tuple(_BY_ENDING)
