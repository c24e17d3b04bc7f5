"""Terms that a document fixes in its first lines, as translators agree on them: `levy = 税款`."""

from __future__ import annotations

import re

_PAIR = re.compile(r"\s*([^=\n;；]{1,80}?)\s*=\s*([^=\n;；]{1,80}?)\s*(?:[;；]|$)")


def glossary_of(text: str) -> tuple[tuple[str, str], ...]:
    """The terms of the lines with which a text begins, and their translations.

    Args:
        text: lines of `term = translation`, parted by semicolons or ends of lines; the first line
            that is something else ends them. It may begin with a name and a colon, such as
            `Terms: levy = 税款`.
    """
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        pairs = _pairs(line)
        if not pairs:
            break
        found += pairs
    return tuple(found)


def _pairs(line: str) -> list[tuple[str, str]]:
    """The pairs of a line that has nothing else; else none."""
    head, colon, rest = line.partition(":")
    if colon and "=" not in head:
        line = rest
    pairs, place = [], 0
    while place < len(line.rstrip()):
        match = _PAIR.match(line, place)
        if match is None:
            return []
        pairs.append((match[1], match[2]))
        place = match.end()
    return pairs
