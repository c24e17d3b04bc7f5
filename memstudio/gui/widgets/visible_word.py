"""Words of a model's vocabulary as they can be seen."""

from __future__ import annotations


def visible_word(word: str) -> str:
    """A word as it can be seen, also when it is blank."""
    shown = word.strip()
    if shown:
        # No font has a picture of a control character.
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
    return {"\n": "↵", "\n\n": "↵↵", "\t": "⇥"}.get(word, "␣")
