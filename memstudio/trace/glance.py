"""What can be said of a memory at a glance, from measured effects alone.

The predictions that gained most from the memory, and came out right, are explained and put to the
test. A fact is told when removing the slot makes the model say something else, and when reading
without the words that are said to have written it takes more away from the prediction than
chance would (`verification`). For each slot the strongest is told. If nothing passes, nothing is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import marked
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import read_rows
from memstudio.trace.provenance import find_provenance
from memstudio.trace.provenance_types import Glance, GlanceFact, Provenance
from memstudio.trace.reading_session import SMALL_MODEL
from memstudio.trace.verification import verify

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

_MOST_TOKENS = {True: 4096, False: 1024}
"""Tokens from the start that a glance reads, by whether the model is small."""
_NUM_TRIED = {True: 12, False: 4}
_LEAST_GAIN = 0.5
"""Nats by which the memory must have helped a prediction for it to be looked into."""


def take_glance(
    session: ReadingSession, *, control: Control, most_tokens: int | None = None
) -> Glance:
    """Find what can be said of the memory of a document.

    Args:
        session: the document as it is read.
        control: takes progress; may cancel.
        most_tokens: tokens from the start that are read for it; None for as many as a model of
            its size reads in some seconds.

    Raises:
        Cancelled: through `control`.
    """
    is_small = session.num_parameters < SMALL_MODEL
    most_tokens = most_tokens or _MOST_TOKENS[is_small]
    most_tried = _NUM_TRIED[is_small]
    stop = session.predicting(min(session.num_tokens, most_tokens)) + 1
    session.read(control, stop)
    gain = memory_gain(session, stop, control=control)
    helped = np.argsort(-np.nan_to_num(gain, nan=-np.inf), kind="stable")
    quiet = control.without_reports()
    tried, facts = 0, dict[int, GlanceFact]()
    for token in helped.tolist():
        is_right = session.predicted[token] == session.tokens.ids[token]
        if tried >= most_tried or not gain[token] >= _LEAST_GAIN:
            break
        if not is_right:
            continue
        control.report(tried, most_tried, marked("progress", "Trying what slots hold"), "tokens")
        tried += 1
        found = find_provenance(session, token, control=quiet)
        fact = _fact(session, verify(session, found, control=quiet, together=False))
        if fact is not None and fact.effect < facts.get(fact.slot, fact).effect + 1e-9:
            facts[fact.slot] = fact
    return Glance(
        facts=tuple(sorted(facts.values(), key=_last_said)),
        num_tried=tried,
        mean_gain=float(np.nanmean(gain)) if len(gain) > 1 else 0.0,
    )


def _last_said(fact: GlanceFact) -> tuple[bool, int]:
    """Orders facts: first what changes the prediction, and of that what was held longest."""
    return fact.answer == fact.text, fact.since_token - fact.token


def memory_gain(
    session: ReadingSession, stop_segment: int, *, control: Control
) -> NDArray[np.float32]:
    """`[n]`: ln p of each token minus what it is with the memory reset before its segment.

    Raises:
        Cancelled: through `control`.
    """
    end = session.bounds(stop_segment - 1)[1]
    gain = np.full(end, np.nan, np.float32)
    gain[1 : min(session.bounds(0)[1] + 1, end)] = 0
    for segment in range(1, stop_segment):
        reset = (Intervention("reset", segment),)
        for step in read_rows(session, [reset], segment + 1, control=control):
            here = step.tokens < end
            at = step.tokens[here]
            gain[at] = session.log_probability[at] - step.log_probability[0, here]
    return gain


def _fact(session: ReadingSession, found: Provenance) -> GlanceFact | None:
    """What a tested explanation lets one say."""
    if not found.chain or not found.spans:
        return None
    slot = found.chain[0]
    read = next(each for each in found.links if each.kind == "read" and each.slot == slot)
    slot_test, span = read.measured, found.spans[0]
    if slot_test is None or span.measured is None:
        return None
    if not (slot_test.is_confirmed and slot_test.changes_answer and span.measured.is_confirmed):
        return None
    return GlanceFact(
        slot=slot,
        span=span,
        since_token=min(session.bounds(session.segment_of(span.stop - 1))[1], found.token),
        token=found.token,
        text=found.text,
        answer=slot_test.answer,
        effect=slot_test.effect,
    )
