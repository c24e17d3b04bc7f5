"""What a comparison says, in the user's language."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.quantities import quantities
from memstudio.gui.translation import in_a_row, numbered
from memstudio.gui.widgets.number_format import count, percent, small
from memstudio.gui.widgets.visible_word import visible_word
from memstudio.trace.quantity_kinds import PER_TOKEN, SHARES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.trace.comparison import Comparison

    Floats = NDArray[np.float32]


def probe_title(run: str, step: int) -> str:
    """A probe of a run."""
    text = QCoreApplication.translate("CompareWords", "%1, step %2")
    return numbered(text, run, count(step))


def quantity_title(name: str) -> str:
    """What is compared."""
    known = {each.name: each.title for each in quantities()} | {
        "loss": QCoreApplication.translate("CompareWords", "Surprise (loss)"),
        "gain": QCoreApplication.translate("CompareWords", "Gain from memory"),
    }
    return known.get(name, name)


def alignment_text(pair: Comparison) -> str:
    """How much of the two is of the same text, and what that means."""
    found = pair.alignment
    number = pair.first.num_tokens
    if found.is_whole:
        text = QCoreApplication.translate("CompareWords", "All %1 tokens of both are aligned.")
        lines = [text.replace("%1", count(number))]
    else:
        text = QCoreApplication.translate("CompareWords", "Aligned by their text: %1 of %2 tokens of A, %3 of %4 of B. The rest has no partner and is left empty.")  # fmt: skip
        counts = (found.num_matched, number, found.num_other_matched, found.num_other)
        lines = [numbered(text, *map(count, counts))]
    if not found.is_compared:
        lines.append(QCoreApplication.translate("CompareWords", "Some of what differs is too long to be compared word by word, and is left empty too."))  # fmt: skip
    if not found.same_tokens and found.num_matched:
        lines.append(QCoreApplication.translate("CompareWords", "Their tokens differ: each token of A stands beside the one of B that its first character is in."))  # fmt: skip
    elif not found.same_segments and found.num_matched:
        text = QCoreApplication.translate("CompareWords", "Segments differ (%1 and %2 tokens): each token has the values of its own segment.")  # fmt: skip
        lengths = (pair.first.segment_length, pair.second.segment_length)
        if lengths[0] == lengths[1]:
            text = QCoreApplication.translate(
                "CompareWords",
                "Segments begin elsewhere: each token has the values of its own segment.",
            )
        lines.append(numbered(text, *map(count, lengths)))
    if not pair.shares_slots and pair.num_slots:
        lines.append(QCoreApplication.translate("CompareWords", "Slots are set beside each other by their numbers; slots of different trainings need not hold the same."))  # fmt: skip
    return in_a_row(*lines)


def place_text(
    pair: Comparison, name: str, token: int, slot: int, mine: Floats, theirs: Floats
) -> str:
    """The values at a token and slot."""
    text = QCoreApplication.translate("CompareWords", "token %1 “%2”")
    parts = [numbered(text, count(token), visible_word(pair.first.token_text(token)))]
    if name not in PER_TOKEN:
        parts.append(QCoreApplication.translate("CompareWords", "slot %1").replace("%1", str(slot)))
    values = [float(each[slot]) if slot < len(each) else math.nan for each in (mine, theirs)]
    written = functools.partial(percent, digits=1) if name in SHARES else small
    parts.append(f"A {written(values[0])}")
    if math.isnan(values[1]):
        parts.append(QCoreApplication.translate("CompareWords", "B has nothing here"))
    else:
        difference = values[1] - values[0]
        sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
        parts += [f"B {written(values[1])}", f"B − A {sign}{written(abs(difference))}"]
    return " · ".join(parts)
