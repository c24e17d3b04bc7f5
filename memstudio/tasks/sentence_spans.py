"""Where the sentences of a text are. Imports no torch."""

from __future__ import annotations

import re

from memstudio.abbreviations import NO_END

_SENTENCE = re.compile(
    rf"(?<=[.!?…]){NO_END}[\"'”\u2019)\]]*\s+"
    # Chinese has no blank after them, whichever width they have.
    r"|(?<=[。！？])[”\u2019」』）]*|(?<=[!?])(?=[\u3400-\u9fff])"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without blanks around it."""
    found, start = [], 0
    for gap in _SENTENCE.finditer(text):
        found.append((start, gap.start() if gap.group().isspace() else gap.end()))
        start = gap.end()
    found.append((start, len(text)))
    return [span for span in (stripped(text, *each) for each in found) if span[0] < span[1]]


def first_end(text: str) -> int | None:
    """Where the first sentence of a text that goes on ends; None before that is certain."""
    gap = _SENTENCE.search(text)
    return None if gap is None else gap.start() + len(gap.group().rstrip())


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a text without the blanks at its ends."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece) - len(piece.rstrip())
    return (start + left, end - right) if left < len(piece) else (start, start)
