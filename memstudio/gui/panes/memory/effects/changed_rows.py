"""What an `Effect` did, as rows of a table; and which tokens are one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.gui.panes.memory.effects.changed_table import ChangedToken

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.causal_types import Effect

_MOST_ROWS = 300
_LEAST_CHANGE = 0.01


def changed_rows(effect: Effect) -> tuple[ChangedToken, ...]:
    """The tokens that changed most, those whose prediction is another among them; largest first."""
    change = effect.change
    size = np.abs(change)
    counts = size >= _LEAST_CHANGE
    counts[effect.changed_tokens()] = True
    places = np.flatnonzero(counts)
    places = places[np.argsort(size[places], kind="stable")[::-1][:_MOST_ROWS]]
    before, after = np.exp(effect.log_probability[places]), np.exp(effect.changed[places])
    rows = []
    for place, p_before, p_after in zip(places, before, after, strict=True):
        word, predicted, predicted_now = effect.words(int(place))
        rows.append(
            ChangedToken(
                token=int(place),
                word=word,
                before=float(p_before),
                after=float(p_after),
                predicted_before=predicted,
                predicted_after=predicted_now,
                change=float(change[place]),
            )
        )
    return tuple(rows)


def word_span(document: TraceDocument, token: int) -> tuple[int, int]:
    """First token of the word that a token belongs to, and the one after its last.

    A word goes from blank to blank; a token that begins with a blank begins a word.
    """
    first = token
    while first > 0 and not _begins_word(document, first):
        first -= 1
    stop = token + 1
    while stop < document.num_tokens and not _begins_word(document, stop):
        stop += 1
    return first, stop


def _begins_word(document: TraceDocument, token: int) -> bool:
    start, end = int(document.token_starts[token]), int(document.token_ends[token])
    inside, before = document.text[start:end], document.text[max(0, start - 1) : start]
    # The blank stands in the token or before it; punctuation is a word of its own.
    has_blank = inside[:1].isspace() or before.isspace()
    return has_blank or not inside.strip()[:1].isalnum()
