"""What the words of the text are tinted by, and how strongly."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from memstudio.look.tints import LOSS_FULL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from memstudio.gui.trace_document import TraceDocument

    Floats = NDArray[np.float32]
    Rows = Callable[[str, int, int], Floats | None]

_GAIN_FULL = 4.0


class Tint(Enum):
    """What the words are tinted by."""

    WRITE = "write"
    READ = "read"
    LOSS = "loss"
    GAIN = "gain"
    CHANGED = "changed"
    NONE = "none"


def strengths(
    document: TraceDocument, tint: Tint, segment: int, slot: int | None, rows: Rows | None
) -> Floats | None:
    """`[n]` in -1..1, how strongly each token of a segment is tinted; None where not at all.

    Args:
        document: the trace.
        tint: by what.
        segment: which one.
        slot: whose weights; all slots' sum when None.
        rows: gives the weights `[n, m]` called "write" or "read" of some tokens, or None while
            they are not there yet.
    """
    start, stop = document.segment_tokens(segment)
    if tint is Tint.LOSS:
        loss: Floats = np.nan_to_num(document.loss[start:stop]) / np.float32(LOSS_FULL)
        return np.minimum(loss, np.float32(1.0))
    if tint in {Tint.GAIN, Tint.CHANGED}:
        signed = document.gain if tint is Tint.GAIN else document.changes
        if signed is None:
            return None
        # What a change to the memory took away, the memory had given: the same hue.
        sign = np.float32(1.0 if tint is Tint.GAIN else -1.0)
        gain: Floats = np.nan_to_num(signed[start:stop]) * sign / np.float32(_GAIN_FULL)
        return np.minimum(np.maximum(gain, np.float32(-1.0)), np.float32(1.0))
    if tint is Tint.NONE or rows is None or not document.has_weights:
        return None
    weights = rows(tint.value, start, stop)
    if weights is None:
        return None
    chosen: Floats = weights.sum(axis=1) if slot is None else weights[:, slot]
    highest = float(chosen.max()) if chosen.size else 0.0
    return chosen / highest if highest > 0 else chosen
