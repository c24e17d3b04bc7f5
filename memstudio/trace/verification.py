"""Putting the links of an explanation to the test: take each away, read on, and see what changes.

A slot is taken away by putting it back to what it was before anything was read, in the state that
the link names, and reading on to the prediction. With another document to hand it is exchanged for
the same slot of the memory after that document: then what this document put there is gone, and no
default guess that happens to be right can stand in for it. Words are taken away by reading the
segments that they lie in without them, and everything after that as it is.

What a document says twice hangs on neither place alone. So where no source is confirmed by itself,
all stretches that have the explained token are taken away at once.

*Confirmed* is a link whose removal makes the explained token less likely by more than `threshold`
= the larger of 0.1 nats and three times the root mean square of what removing each slot that is
not on the chain does, in the memory before the predicting segment. So a memory in which any slot
matters as much as those on the chain confirms nothing.

Shapes: m slots, B rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from memstudio.errors import marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_kind import Segment
from memstudio.memory.precision import precise
from memstudio.trace.causal_types import Intervention, read_only
from memstudio.trace.effects import read_rows
from memstudio.trace.provenance_types import (
    LEAST_EFFECT,
    Link,
    Measured,
    Provenance,
    SourceSpan,
    TokenRange,
)
from memstudio.trace.text_spans import FEWEST_TOKENS, text_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.progress import Control
    from memstudio.trace.interventions import Plan
    from memstudio.trace.reading_session import ReadingSession

SPREADS = 3.0
_STATES_AT_ONCE = 8


@dataclass(frozen=True)
class _Without:
    """What was predicted without something: ln p of the explained token, and the likeliest."""

    log_probability: float
    predicted_id: int


def verify(
    session: ReadingSession,
    found: Provenance,
    *,
    control: Control,
    other_document: str = "",
    together: bool = True,
) -> Provenance:
    """Measure every link, every span and every slot of an explanation.

    Args:
        session: that the explanation is of.
        found: from `find_provenance`.
        control: takes progress; may cancel.
        other_document: a text to take slots from in place of those that are removed.
        together: whether all places of the word are tried at once where no source is enough, which
            is one more reading.

    Raises:
        Cancelled: through `control`.
    """
    test = _Test(session, found, control, other_document)
    last, num_slots = found.segment, session.num_slots
    alone = [test.removal(last, (slot,)) for slot in range(num_slots)]
    removals = {
        (link.source_state, link.source_slot): test.removal(link.source_state, (link.source_slot,))
        for link in found.links
        if link.source_state is not None and link.source_slot is not None
    }
    without = test.read([*alone, test.removal(last, found.chain), *removals.values()])
    effects = np.array([each.log_probability for each in without[:num_slots]])
    effects -= found.log_probability
    threshold = threshold_of(effects, found.chain)
    slots = [test.measured(each, threshold) for each in without[:num_slots]]
    states = {
        key: test.measured(each, threshold)
        for key, each in zip(removals, without[num_slots + 1 :], strict=True)
    }
    spans: dict[tuple[int, int], SourceSpan] = {}
    for number, span in enumerate(found.spans):
        control.report(
            number, len(found.spans), marked("progress", "Reading without the words"), "spans"
        )
        places = ((span.start, span.stop),)
        spans[places[0]] = replace(
            span, measured=test.measured(without_words(session, found, places, control), threshold)
        )

    def tested(link: Link) -> Link:
        if link.kind == "read":
            return replace(link, measured=slots[link.slot])
        if link.span is not None:
            span = spans.get((link.span.start, link.span.stop), link.span)
            return replace(link, span=span, measured=span.measured)
        if link.source_state is None or link.source_slot is None:
            return link
        return replace(link, measured=states[link.source_state, link.source_slot])

    tested_so_far = replace(
        found,
        links=tuple(tested(link) for link in found.links),
        spans=tuple(spans.values()),
        slot_effects=read_only(effects.astype(np.float32)),
        slot_answers=tuple(each.answer for each in slots),
        threshold=threshold,
        chain_measured=test.measured(without[num_slots], threshold),
    )
    return verify_together(session, tested_so_far, control=control) if together else tested_so_far


def verify_together(session: ReadingSession, tested: Provenance, *, control: Control) -> Provenance:
    """Measure all places of the word at once, where no source was enough: one more reading.

    Args:
        session: that the explanation is of.
        tested: from `verify`.
        control: may cancel.

    Raises:
        Cancelled: through `control`.
    """
    is_enough = any(each.measured and each.measured.is_confirmed for each in tested.spans)
    mentions = () if is_enough else mentions_of(session, tested)
    if not mentions or tested.threshold is None:
        return tested
    without = without_words(session, tested, mentions, control)
    measured = _Test(session, tested, control, "").measured(without, tested.threshold)
    return replace(tested, mentions=mentions, mentions_measured=measured)


def held_since(
    session: ReadingSession,
    tested: Provenance,
    slots: tuple[int, ...],
    first: int,
    *,
    control: Control,
) -> int:
    """The first state from which on slots have held, in every state, what the prediction hangs on.

    A memory may move what it holds from slot to slot: that a prediction hangs on a slot in the
    state it was made from says nothing of the states before.

    Args:
        session: that the explanation is of.
        tested: from `verify`; without these slots the prediction was found to be another.
        slots: which.
        first: the earliest state that may be told.
        control: may cancel.

    Raises:
        Cancelled: through `control`.
    """
    assert tested.threshold is not None  # noqa: S101 - it was verified
    test = _Test(session, tested, control, "")
    since = tested.segment
    while since > first:
        earlier = list(range(since - 1, max(first, since - _STATES_AT_ONCE) - 1, -1))
        for state, without in zip(
            earlier, test.read([test.removal(each, slots) for each in earlier]), strict=True
        ):
            if not test.measured(without, tested.threshold * len(slots)).is_confirmed:
                return since
            since = state
    return since


def threshold_of(
    effects: np.ndarray[tuple[int], np.dtype[np.float64]], chain: Sequence[int]
) -> float:
    """Nats by which ln p must fall for a link to be confirmed."""
    others = np.delete(effects, list(chain))
    spread = float(np.sqrt(np.square(others).mean())) if len(others) else 0.0
    return max(LEAST_EFFECT, SPREADS * spread)


@dataclass(frozen=True)
class _Test:
    session: ReadingSession
    found: Provenance
    control: Control
    other_document: str

    def removal(self, state: int, slots: tuple[int, ...]) -> Plan:
        if not self.other_document:
            return (Intervention("ablate", state, slots),)
        session = self.session
        other = session.other(self.other_document)
        return (
            Intervention(
                "swap", state, slots,
                document=self.other_document, from_segment=other.num_segments,
            ),
        )  # fmt: skip

    def read(self, plans: Sequence[Plan]) -> list[_Without]:
        found, session = self.found, self.session
        is_said = found.token_id != _document_id(session, found.token)
        read: dict[int, _Without] = {}
        for step in read_rows(
            session, plans, found.segment + 1, control=self.control, tokens=[found.token],
            said=is_said, report=marked("progress", "Taking slots away"),
        ):  # fmt: skip
            for place, row in enumerate(step.rows):
                read[row] = _Without(
                    float(step.log_probability[place, 0]), int(step.predicted[place, 0])
                )
        return [read[row] for row in range(len(plans))]

    def measured(self, without: _Without, threshold: float) -> Measured:
        effect = without.log_probability - self.found.log_probability
        return Measured(
            effect=effect,
            answer=self.session.texts([without.predicted_id])[without.predicted_id],
            changes_answer=without.predicted_id != self.found.predicted_id,
            is_confirmed=effect < -threshold,
        )


def mentions_of(session: ReadingSession, found: Provenance) -> tuple[TokenRange, ...]:
    """Where earlier segments, from the first source on, have the explained token too.

    The stretches are those of `text_spans`; what of them lies in the predicting segment stays, and
    so does the sentence that is explained. None where there is only one: it is a source as it is.
    """
    stop = session.bounds(found.segment)[0]
    start = min((span.start for span in found.spans), default=stop)
    word = found.text.strip().casefold()
    if not word or start >= stop:
        return ()
    texts = session.texts(np.unique(session.tokens.ids[start:stop]).tolist())
    same = [token for token, text in texts.items() if text.strip().casefold() == word]
    has_word = np.isin(session.tokens.ids, same)
    end = min(found.token + FEWEST_TOKENS, session.num_tokens)
    places = tuple(
        (first, min(after, stop))
        for first, after in text_spans(session.tokens, start, end)
        if after <= found.token and has_word[first : min(after, stop)].any()
    )
    return places if len(places) > 1 else ()


def without_words(
    session: ReadingSession, found: Provenance, words: Sequence[TokenRange], control: Control
) -> _Without:
    """Predict the explained token after a reading that left out some words, at least one.

    Raises:
        Cancelled: through `control`.
    """
    first = session.segment_of(min(start for start, _ in words))
    state = session.state(first, control)
    memory, backbone = session.model.memory, session.model.backbone
    device = session.ids.device
    at = torch.tensor([found.token - 1 - session.bounds(found.segment)[0]], device=device)
    is_read = torch.ones_like(session.ids, dtype=torch.bool)
    for start, stop in words:
        is_read[start:stop] = False
    logits = None
    with evaluating(session.model):
        for segment in range(first, found.segment + 1):
            control.checkpoint()
            start, stop = session.bounds(segment)
            is_last = segment == found.segment
            places = torch.arange(start, stop, device=device)
            if not is_last:
                places = places[is_read[start:stop]]
            if not len(places):
                continue
            reading = memory.read_segment(
                backbone,
                Segment(session.ids[None, places], logits_at=at if is_last else session.nowhere),
                state,
            )
            state, logits = reading.state, reading.logits
    assert logits is not None  # noqa: S101 - the last segment is read whole
    row = precise(logits[0, 0])
    return _Without(float(row[found.token_id] - row.logsumexp(-1)), int(row.argmax()))


def _document_id(session: ReadingSession, token: int) -> int:
    return int(session.target_ids(np.array([token]))[0])
