"""Text files as streams of characters: bounded in memory, cancellable, what is wrong marked."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.readers.reader import ReadOptions

_BLOCK = 1 << 20
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")
_NO_FILES = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Encodings of names and of source code, in which no file is written."""

MARK = "\udfff"
"""Stands for bytes that cannot be decoded. No encoding has it, as U+FFFD can be in the text."""
MARKING = "memstudio-mark"
"""The name of the error handler that puts `MARK`."""


def _put_mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error(MARKING, _put_mark)


def text_encoding(name: str) -> str | None:
    """The name of an encoding of text files as Python spells it; None when it is none."""
    try:
        found = codecs.lookup(name).name
        # Some that Python knows are no encodings of text.
        "".encode(found)
    except (LookupError, ValueError):
        return None
    return None if found.replace("-", "_") in _NO_FILES else found


def blocks_of(path: Path, options: ReadOptions) -> Iterator[str]:
    """The text of a file, about a million characters at a time, its lines ended by line feeds."""
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(options.encoding)(MARKING), translate=True
    )
    position = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            position += len(block)
            options.at(position)
            yield decoder.decode(block)
            if options.ends_at(position):
                return
    yield decoder.decode(b"", final=True)


def lines_of(path: Path, options: ReadOptions, longest: int) -> Iterator[str | None]:
    """The lines of a file, with their ends; None for one of more than `longest` characters."""
    since = 0
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, options.encoding, MARKING, newline="\n") as file,
    ):
        parts: list[str] = []
        length = 0
        while part := file.readline(_BLOCK):
            length += len(part)
            since += len(part)
            if since >= _BLOCK // 4:
                since = 0
                options.at(raw.tell())
            if length <= longest:
                parts.append(part)
            if part.endswith("\n"):
                yield "".join(parts) if length <= longest else None
                parts, length = [], 0
                if options.ends_at(raw.tell()):
                    return
        if length:
            yield "".join(parts) if length <= longest else None


def first_control(text: str) -> int:
    """The place of the first control character that `cleaned` leaves out; -1 when there is none."""
    found = _CONTROLS.search(text)
    return -1 if found is None else found.start()


def cleaned(text: str) -> tuple[str, int, int]:
    """A text that can be shown and tokenised.

    Returns:
        The text; how many characters were replaced by U+FFFD as they could not be decoded; how
        many control characters were left out.
    """
    if not _UNWANTED.search(text):
        return text, 0, 0
    # A page break ends a line.
    text = text.replace("\x0b", "\n").replace("\x0c", "\n")
    text, replaced = _HALVES.subn("\ufffd", text)
    text, controls = _CONTROLS.subn("", text)
    return text, replaced, controls
