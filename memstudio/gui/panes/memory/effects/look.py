"""How an effect is written and coloured, everywhere alike."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import decimal, percent
from memstudio.look.tints import strongest_tint

_LEAST_SHARE = 0.02
_LEAST_SHOWN = 0.0001
_WHOLE_WORDS = 40
"""Characters from which a shortened text is cut between words."""


def probability(value: float | None) -> str:
    """A probability in few characters: 83%, 0.4%, 0.02%, <0.01%."""
    if value is None or not math.isfinite(value):
        return decimal(None)
    if value >= 0.01 or value == 0:
        return percent(value)
    if value >= 0.001:
        return percent(value, 1)
    return percent(value, 2) if value >= _LEAST_SHOWN else f"<{percent(_LEAST_SHOWN, 2)}"


def change_colour(change: float, full: float) -> QColor:
    """The tint of a change: one hue for less likely, another for likelier, none for 0.

    Args:
        change: in nats.
        full: the change, of either sign, that is painted strongest.
    """
    look = theme.current()
    # As the text is tinted; apart for every kind of colour vision.
    colour = QColor(look.series_colour(0 if change < 0 else 1))
    share = min(1.0, abs(change) / full) if full > 0 and math.isfinite(change) else 0.0
    most = strongest_tint(look.surface, colour.name(), look.text)
    colour.setAlphaF(most * share if share >= _LEAST_SHARE else 0.0)
    return colour


def shown_word(text: str) -> str:
    """A token or some words on one line, blanks made visible when there is nothing else."""
    shown = " ".join(text.split())
    if shown:
        return shown
    return {"\n": "↵", "\n\n": "↵↵", "\t": "⇥"}.get(text, "␣" if text else "·")


def shortened(text: str, most: int) -> str:
    """Words on one line, the middle left out when there are more than `most` characters."""
    shown = shown_word(text)
    if len(shown) <= most:
        return shown
    if most >= _WHOLE_WORDS:
        head = shown[: (most - 3) * 2 // 3 + 1].rpartition(" ")[0]
        tail = shown[len(shown) - (most - 3 - len(head)) - 1 :].partition(" ")[2]
        if head and tail:
            return f"{head} … {tail}"
    head_size = (most - 1) * 2 // 3
    tail_size = most - 1 - head_size
    return f"{shown[:head_size].rstrip()}…{shown[len(shown) - tail_size :].lstrip()}"
