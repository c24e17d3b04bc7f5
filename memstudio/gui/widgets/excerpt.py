"""Texts of any length on one line, without what cannot be seen."""

from __future__ import annotations

import re

# Between two Chinese characters a line may end anywhere; a word joiner forbids it.
_BETWEEN_CHINESE = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


def on_one_line(text: str) -> str:
    """All of a text, with a blank where it has several, a line end or a control character."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def excerpt(text: str, longest: int, *, is_end: bool = False) -> str:
    """The first `longest` characters of a text on one line, or the last of them."""
    line = on_one_line(text)
    if len(line) <= longest:
        return line
    return f"…{line[-longest:]}" if is_end else f"{line[:longest]}…"


def unbroken(text: str) -> str:
    """A few words that no end of a line parts, as a number and what it counts."""
    return _BETWEEN_CHINESE.sub("\u2060", text.replace(" ", "\u00a0"))
