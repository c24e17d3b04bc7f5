"""JSON and TOML from files that may be anybody's: whatever is wrong with them is a `ValueError`.

What is nested too deeply ends Python's own parsers with a `RecursionError`, which nobody expects of
a file, and what is too large for a configuration takes a computer's memory before it is known to be
none.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 64_000_000
"""Bytes of a file of settings, names or figures; the largest that is known has a tenth of it."""
LARGEST_LIST = 1_000_000_000
"""Bytes of a list of a run's own files, of which there may be millions."""

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def from_json(text: str | bytes) -> Any:
    """The value that a text in JSON is.

    Raises:
        ValueError: it is none, is nested too deeply, or has halves of characters in it, which can
            be neither shown nor written.
    """
    text = text.decode("utf-8") if isinstance(text, bytes) else text
    value = row_from_json(text)
    if _HALF.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def row_from_json(text: str | bytes) -> Any:
    """The value of a line of data in JSON, in which there may be halves of characters.

    Raises:
        ValueError: it is none, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def from_toml(text: str) -> dict[str, Any]:
    """The table that a text in TOML is.

    Raises:
        ValueError: it is none, or nested too deeply.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def json_in(path: Path, largest: int = LARGEST) -> Any:
    """The value in a file of JSON.

    Args:
        path: of the file.
        largest: bytes of it that are read.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not JSON in UTF-8, is nested too deeply, or is too large.
    """
    return from_json(_content(path, largest))


def toml_in(path: Path) -> dict[str, Any]:
    """The table in a file of TOML.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not TOML in UTF-8, is nested too deeply, or is too large.
    """
    return from_toml(_content(path, LARGEST).decode("utf-8"))


def _content(path: Path, largest: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"it has more than {largest / 1e6:.0f} MB")
    return content
