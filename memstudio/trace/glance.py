"""What can be said of a memory at a glance, from measured effects alone.

The predictions that gained most from the memory, and came out right, are explained and put to the
test. A fact is told when removing the slot, or if that is not enough the few slots that the
prediction hangs on, makes the model say something else, and when reading without the words that are
said to have written it, or if they are said twice without all places of the word, takes more away
from the prediction than chance would (`verification`). Since when it was held is measured too, as
a memory may move what it holds. For the same slots the strongest is told. If nothing passes,
nothing is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import marked
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import read_rows
from memstudio.trace.provenance import find_provenance
from memstudio.trace.provenance_types import Glance, GlanceFact, Measured, Provenance, SourceSpan
from memstudio.trace.reading_session import SMALL_MODEL
from memstudio.trace.verification import held_since, verify, verify_together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

_MOST_TOKENS = {True: 4096, False: 1024}
"""Tokens from the start that a glance reads, by whether the model is small."""
_NUM_TRIED = {True: 12, False: 4}
_LEAST_GAIN = 0.5
"""Nats by which the memory must have helped a prediction for it to be looked into."""
_MOST_PLACES = 6
"""Of a word that is said many times, leaving all places out leaves out most of the text."""


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
    tried, facts = 0, dict[tuple[int, ...], GlanceFact]()
    for token in helped.tolist():
        is_right = session.predicted[token] == session.tokens.ids[token]
        if tried >= most_tried or not gain[token] >= _LEAST_GAIN:
            break
        if not is_right:
            continue
        control.report(tried, most_tried, marked("progress", "Trying what slots hold"), "tokens")
        tried += 1
        found = find_provenance(session, token, control=quiet)
        if not found.chain or not found.spans:
            continue
        fact = _fact(session, verify(session, found, control=quiet, together=False), quiet)
        if fact is not None and fact.effect < facts.get(fact.slots, fact).effect + 1e-9:
            facts[fact.slots] = fact
    return Glance(
        facts=tuple(sorted(facts.values(), key=_last_said)),
        num_tried=tried,
        mean_gain=float(np.nanmean(gain)) if len(gain) > 1 else 0.0,
    )


def _last_said(fact: GlanceFact) -> tuple[bool, bool, int]:
    """Orders facts: what changes the prediction, of one slot and one source, held longest."""
    is_involved = len(fact.slots) > 1 or bool(fact.places)
    return fact.answer == fact.text, is_involved, fact.since_token - fact.token


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


def _fact(session: ReadingSession, tested: Provenance, control: Control) -> GlanceFact | None:
    """What a tested explanation lets one say."""
    slots, without = _slots_it_hangs_on(tested)
    if without is None or not tested.spans:
        return None
    span = next((each for each in tested.spans if _is_source(each, tested)), None)
    places: tuple[int, ...] = ()
    first = span.stop if span is not None else 0
    if span is None and _is_word(tested.text):
        tested = verify_together(session, tested, control=control)
        if tested.mentions_measured is None or not tested.mentions_measured.is_confirmed:
            return None
        if len(tested.mentions) > _MOST_PLACES:
            return None
        span, places = tested.spans[0], tuple(start for start, _ in tested.mentions)
        first = tested.mentions[-1][1]
    if span is None:
        return None
    state = session.segment_of(first - 1) + 1
    since = held_since(session, tested, slots, state, control=control)
    return GlanceFact(
        slots=slots,
        span=span,
        since_token=min(session.bounds(since - 1)[1], tested.token),
        token=tested.token,
        text=tested.text,
        answer=without.answer,
        effect=without.effect,
        places=places,
    )


def _slots_it_hangs_on(tested: Provenance) -> tuple[tuple[int, ...], Measured | None]:
    """The one slot without which the prediction is another, or those that are it together."""
    assert tested.threshold is not None  # noqa: S101 - it was verified
    reads = {each.slot: each.measured for each in tested.links if each.kind == "read"}
    for slot in tested.chain:
        alone = reads.get(slot)
        if alone is not None and alone.is_confirmed and alone.changes_answer:
            return (slot,), alone
    together = tested.chain_measured
    if len(tested.chain) < 2 or together is None or not together.changes_answer:
        return (), None
    # What several slots do by chance adds up.
    is_beyond = together.effect < -tested.threshold * len(tested.chain)
    return (tested.chain, together) if is_beyond else ((), None)


def _is_source(span: SourceSpan, tested: Provenance) -> bool:
    """Whether a stretch alone is needed: the likeliest source, or another that has the word."""
    if span.measured is None or not span.measured.is_confirmed:
        return False
    word = tested.text.strip().casefold()
    return span is tested.spans[0] or (_is_word(word) and word in span.text.casefold())


def _is_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text)
