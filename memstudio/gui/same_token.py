"""Places of one reading of a text among the tokens of another, which may cut it otherwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.attention_layout import CapturedAttention

    Reading = TraceDocument | CapturedAttention


def same_token(here: Reading, there: Reading, token: int) -> int:
    """The token of `there` in which a token of `here` begins; both texts begin alike.

    Several tokens may begin at one character: where both are cut alike, the number decides.
    """
    begin, end = here.token_starts[token], here.token_ends[token]
    is_there = token < len(there.token_starts)
    if is_there and (there.token_starts[token], there.token_ends[token]) == (begin, end):
        return token
    return max(0, int(np.searchsorted(there.token_starts, begin, side="right")) - 1)


def same_stretch(here: Reading, there: Reading, start: float, stop: float) -> tuple[float, float]:
    """From which token to which `there` has what `here` has from `start` to `stop`."""
    starts, others = here.token_starts, there.token_starts
    if np.array_equal(starts, others):
        return start, stop
    first, last = math.floor(start), math.ceil(stop)
    begin = same_token(here, there, first) if first < len(starts) else 0
    end = np.searchsorted(others, starts[last]) if last < len(starts) else len(others)
    return float(begin), float(end)
