"""A token of one reading of a text among the tokens of another, which may cut it otherwise."""

from __future__ import annotations

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
