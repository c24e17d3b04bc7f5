"""The formats that can be read, by the endings of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.readers.reader import Reader

readers: Registry[Reader] = Registry("format")
readers.add("text", "memstudio.data.readers.text:read_text")
readers.add("json-lines", "memstudio.data.readers.json_lines:read_json_lines")

_ENDINGS = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".text": "text",
    ".jsonl": "json-lines",
    ".ndjson": "json-lines",
}


def format_of(path: Path) -> str | None:
    """The format of a file by its ending; None when it is not one that is read."""
    return _ENDINGS.get(path.suffix.lower())


def endings() -> tuple[str, ...]:
    """The endings that are read."""
    return tuple(_ENDINGS)
