"""From a prediction back to words along attention, as far as it was recorded.

This is attention rollout (Abnar and Zuidema 2020) over segments: what the predicting token read of
the slots flows back through what wrote each slot, to words (where slots look there, also those just
before their segment) and to slots as they were; half of each step stays in the slot, for the way
past attention. Where weights are parts of the slot, they say themselves what stays. It says where
the model looked, and no more.

Shapes: N tokens, S tokens of a segment, X tokens before it, m slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession, Weights

_STAYS = 0.5
_NEGLIGIBLE = 0.005


@dataclass(frozen=True)
class Flow:
    """Where attention came from.

    Attributes:
        slots: `[m]`, share of each slot among what the prediction read of the memory.
        tokens: `[N]`, share of each token of earlier segments; all zero when nothing was read.
    """

    slots: NDArray[np.float64]
    tokens: NDArray[np.float64]


def attention_flow(
    session: ReadingSession, token: int, *, control: Control, first_segment: int = 0
) -> Flow:
    """Follow attention back from the prediction of `token`, not beyond `first_segment`.

    Raises:
        Cancelled: through `control`.
    """
    last = session.predicting(token)
    tokens = np.zeros(session.num_tokens)
    own = session.weights(last, control)
    none = np.zeros(session.num_slots)
    if own is None:
        return Flow(none, tokens)
    flow = own.read[token - 1 - session.bounds(last)[0]].astype(np.float64)
    if flow.sum() <= 0:
        return Flow(none, tokens)
    flow /= flow.sum()
    slots = flow.copy()
    segment = last
    while segment > first_segment and flow.sum() > _NEGLIGIBLE:
        control.checkpoint()
        segment -= 1
        weights = session.weights(segment, control)
        if weights is None or weights.write is None:
            break
        to_tokens, to_slots, to_source = written_from(weights)
        start, stop = session.bounds(segment)
        stays = 0.0 if weights.are_parts else _STAYS
        tokens[start:stop] += (1 - stays) * (flow @ to_tokens)
        if segment > first_segment:
            tokens[start - to_source.shape[1] : start] += (1 - stays) * (flow @ to_source)
        flow = stays * flow + (1 - stays) * (flow @ to_slots)
    total = tokens.sum()
    return Flow(slots, tokens / total if total > 0 else tokens)


def written_from(
    weights: Weights,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What wrote each slot: words `[m, S]`, slots before `[m, m]`, and the text before `[m, X]`.

    The rows of all three sum to one together.
    What a slot took from slots that were being written beside it counts as what these took.
    """
    assert weights.write is not None  # noqa: S101 - the caller has looked
    write = weights.write.astype(np.float64)
    m = write.shape[0]
    source = np.zeros((m, 0)) if weights.source is None else weights.source.astype(np.float64)
    if weights.between is None:
        old, among = np.zeros((m, m)), np.zeros((m, m))
        if weights.are_parts:
            old = np.diag(np.clip(1 - write.sum(1), 0, 1))
    else:
        between = weights.between.astype(np.float64)
        old, among = between[:, :m], between[:, m:]
    # Rows of `among` sum to less than one wherever anything else was read.
    inverse = np.linalg.pinv(np.eye(m) - 0.999 * among)
    write, old, source = (np.clip(inverse @ each, 0, None) for each in (write, old, source))
    total = (write.sum(1) + old.sum(1) + source.sum(1))[:, None]
    total[total <= 0] = 1
    return write / total, old / total, source / total
