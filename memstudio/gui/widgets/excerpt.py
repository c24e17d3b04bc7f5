"""Texts of any length on one line, without what cannot be seen."""

from __future__ import annotations


def on_one_line(text: str) -> str:
    """All of a text, with a blank where it has several, a line end or a control character."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def excerpt(text: str, longest: int, *, is_end: bool = False) -> str:
    """The first `longest` characters of a text on one line, or the last of them."""
    line = on_one_line(text)
    if len(line) <= longest:
        return line
    return f"…{line[-longest:]}" if is_end else f"{line[:longest]}…"
