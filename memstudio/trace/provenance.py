"""Where a prediction came from: back through slots and segments to the words that wrote them.

1. Slots. Which slots in the memory before the predicting segment the prediction hangs on: the
   *chain*, by integrated gradients (`attribution`); by read attention where no gradient flows.
2. Time. Which segments gave each slot of the chain what was used (`chain_history`).
3. Words. Which words of those segments wrote it, by integrated gradients; by write attention where
   no gradient flows.

A span's `weight` follows these three, its `gradient` share takes history to first order alone, and
its `attention` share is that of attention flow. The sentence that the token itself belongs to is no
source, even where it began in an earlier segment: it is the question, not the answer.
Nothing here takes a slot or a word away: that is `verification`, and it is kept apart so that the
test does not choose what it tests.

Shapes: N tokens, T segments, S tokens of a segment, m slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import marked
from memstudio.trace.attention_flow import Flow, attention_flow, written_from
from memstudio.trace.attribution import (
    WordWorth,
    chain_of,
    enough,
    slot_worth,
    word_worth,
)
from memstudio.trace.causal_types import read_only
from memstudio.trace.chain_history import Histories, as_shares, histories
from memstudio.trace.gradients import gradients_back
from memstudio.trace.provenance_types import Link, Provenance, SourceSpan
from memstudio.trace.text_spans import FEWEST_TOKENS, ends_with_sentence, text_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

_REACH = 256
"""Segments that are looked back over."""
_COUNTS_FROM = 0.15
"""A segment counts from this part of the largest rise on."""
_MOST_SEGMENTS = 6
_NUM_SPANS = 8
_CARRIED_FROM = 0.25
"""Another slot counts as what a slot was written from, from this share on."""

Written = dict[tuple[int, int], WordWorth]
"""By segment and slot."""


def find_provenance(
    session: ReadingSession,
    token: int,
    *,
    control: Control,
    said: bool = False,
) -> Provenance:
    """Explain one prediction.

    Args:
        session: the document as it is read.
        token: its place; N for what would come next.
        control: takes progress; may cancel.
        said: explain what was likeliest there, not what the document has.

    Raises:
        TraceError: nothing predicts this token.
        Cancelled: through `control`.
    """
    session.check_tokens([token])
    last = session.predicting(token)
    session.read(control, last + 1)
    at = np.array([token])
    token_id = int(session.target_ids(at, said=said)[0])
    return _Explanation(session, token, token_id, max(0, last - _REACH), control).found(said=said)


@dataclass
class _Explanation:
    session: ReadingSession
    token: int
    token_id: int
    first: int
    control: Control

    def found(self, *, said: bool) -> Provenance:
        session, token = self.session, self.token
        last = session.predicting(token)
        at = np.array([token])
        log_probability = float(session.base(at, said=said)[0])
        # How long each of the steps takes depends on what the one before finds.
        self.control.report(0, 0, marked("progress", "Looking for where it came from"))
        flow = attention_flow(session, token, control=self.control, first_segment=self.first)
        worth = slot_worth(session, token, self.token_id, control=self.control)
        chain = chain_of(flow.slots) if worth is None else worth.chain
        slots = np.zeros(session.num_slots) if worth is None else worth.worth
        shares = as_shares(enough(slots)) if slots.max() > 0 else flow.slots
        past = histories(
            session, token, chain, worth,
            first_segment=self.first, said=said, control=self.control,
        )  # fmt: skip
        written = self._written(past)
        spans = self._spans(flow, shares, past, written)
        predicted = int(session.predicted[token])
        texts = session.texts([self.token_id, predicted])
        return Provenance(
            token=token,
            token_id=self.token_id,
            text=texts[self.token_id],
            predicted_id=predicted,
            predicted=texts[predicted],
            log_probability=log_probability,
            segment=last,
            gain=log_probability - past.alone,
            slot_attention=read_only(flow.slots.astype(np.float32)),
            slot_gradient=read_only(slots.astype(np.float32)),
            chain=chain,
            links=self._links(flow, slots, shares, past, written, spans),
            spans=spans,
            context=self._context(last),
            method="attention" if worth is None else "gradient",
        )

    # ------------------------------------------------------------------ words

    def _written(self, past: Histories) -> Written:
        """What wrote each slot of the chain in the segments that count for it."""
        wanted: dict[int, list[int]] = {}
        for rises in (past.given, past.by_slope):
            for slot, rise in rises.items():
                for place in _counting(rise):
                    wanted.setdefault(self.first + place, []).append(slot)
        written: Written = {}
        for number, (segment, slots) in enumerate(wanted.items()):
            self.control.report(
                number, len(wanted), marked("progress", "Looking for the words that wrote it")
            )
            chosen = list(dict.fromkeys(slots))
            words = word_worth(self.session, segment, chosen, control=self.control)
            written |= {(segment, slot): each for slot, each in words.items()}
        return written

    def _word_shares(self, segment: int, slot: int, written: Written) -> NDArray[np.float64]:
        """`[S]`: the part of each word in what was written into a slot, summing to one."""
        shares = as_shares(written[segment, slot].words)
        if not shares.any():
            weights = self.session.weights(segment, self.control)
            if weights is not None and weights.write is not None:
                shares = as_shares(written_from(weights)[0][slot])
        return shares if shares.any() else np.full(len(shares), 1 / len(shares))

    def _spans(
        self, flow: Flow, shares: NDArray[np.float64], past: Histories, written: Written
    ) -> tuple[SourceSpan, ...]:
        session = self.session
        stop = session.bounds(session.predicting(self.token))[0]
        gradient, weight = np.zeros(session.num_tokens), np.zeros(session.num_tokens)
        for rises, tokens in ((past.by_slope, gradient), (past.given, weight)):
            for slot, rise in rises.items():
                for place in _counting(rise):
                    segment = self.first + place
                    start, end = session.bounds(segment)
                    words = self._word_shares(segment, slot, written)
                    tokens[start:end] += max(float(shares[slot]), 1e-9) * rise[place] * words
        gradient, weight = as_shares(gradient), as_shares(weight)
        start = session.bounds(self.first)[0]
        end = min(self.token + FEWEST_TOKENS, session.num_tokens)
        sentences = text_spans(session.tokens, start, end)
        if self.token == session.num_tokens and not ends_with_sentence(session.tokens):
            # What would come next belongs to the sentence that is not ended: it is the question.
            sentences = sentences[:-1]
        found = [
            self._span(first, min(after, stop), flow.tokens, gradient, weight)
            for first, after in sentences
            if first < stop and after <= self.token
        ]
        found = [each for each in found if each.weight + each.gradient + each.attention > 0]
        # The best by each measure, so that each can be shown.
        best = sorted(found, key=lambda each: (-each.weight, -each.gradient, -each.attention))
        kept = best[:_NUM_SPANS]
        for key in ("gradient", "attention"):
            other = sorted(found, key=lambda each, key=key: -getattr(each, key))[:2]  # type: ignore[misc]
            kept += [each for each in other if each not in kept and getattr(each, key) > 0]
        return tuple(kept)

    def _span(
        self,
        start: int,
        stop: int,
        attention: NDArray[np.float64],
        gradient: NDArray[np.float64],
        weight: NDArray[np.float64],
    ) -> SourceSpan:
        session = self.session
        most = start + int((weight + gradient + attention)[start:stop].argmax())
        return SourceSpan(
            start=start,
            stop=stop,
            segment=session.segment_of(most),
            text=session.span_text(start, stop),
            attention=float(attention[start:stop].sum()),
            gradient=float(gradient[start:stop].sum()),
            weight=float(weight[start:stop].sum()),
        )

    def _context(self, last: int) -> tuple[SourceSpan, ...]:
        """Spans of the predicting segment, by gradient times input where the prediction stands."""
        session = self.session
        start = session.bounds(last)[0]
        own = next(
            gradients_back(
                session, self.token, self.token_id, control=self.control, first_segment=last
            )
        )
        shares = np.zeros(session.num_tokens)
        words = own.words.numpy()[: self.token - start]
        shares[start : self.token] = as_shares(np.abs(words))
        none = np.zeros_like(shares)
        found = [
            self._span(first, after, none, shares, shares)
            for first, after in text_spans(session.tokens, start, self.token)
        ]
        return tuple(sorted(found, key=lambda each: -each.weight)[:3])

    # ------------------------------------------------------------------ links

    def _links(
        self,
        flow: Flow,
        worth: NDArray[np.float64],
        shares: NDArray[np.float64],
        past: Histories,
        written: Written,
        spans: Sequence[SourceSpan],
    ) -> tuple[Link, ...]:
        last = self.session.predicting(self.token)
        by_worth = as_shares(worth)
        also = [int(s) for s in np.argsort(-flow.slots)[:3] if flow.slots[s] > 0.1]
        links = [
            Link(
                "read", last, slot, None, None, None,
                float(flow.slots[slot]), float(by_worth[slot]), float(shares[slot]),
            )
            for slot in dict.fromkeys([*past.given, *also])
        ]  # fmt: skip
        for slot, rise in past.given.items():
            for place in _counting(rise):
                segment = self.first + place
                weight = float(rise[place] * shares[slot])
                if segment + 1 < last:
                    links.append(
                        Link("carry", last, slot, segment + 1, slot, None, None, weight, weight)
                    )
                links += self._sources(segment, slot, weight, written[segment, slot], spans)
        order = {"read": 0, "carry": 1, "write": 2}
        return tuple(sorted(links, key=lambda each: (order[each.kind], -each.weight)))

    def _sources(
        self, segment: int, slot: int, weight: float, words: WordWorth, spans: Sequence[SourceSpan]
    ) -> list[Link]:
        """What wrote a slot in a segment: spans, and other slots as they were before."""
        session = self.session
        start, stop = session.bounds(segment)
        weights = session.weights(segment, self.control)
        to_tokens = to_slots = None
        if weights is not None and weights.write is not None:
            to_tokens, to_slots, _ = written_from(weights)
        by_words = as_shares(words.words)
        links = []
        for span in spans:
            first, after = max(span.start, start) - start, min(span.stop, stop) - start
            if after <= first or not span.weight:
                continue
            gradient = float(by_words[first:after].sum())
            attention = 0.0 if to_tokens is None else float(to_tokens[slot, first:after].sum())
            share = span.weight / max(sum(each.weight for each in spans), 1e-12)
            links.append(
                Link(
                    "write", segment + 1, slot, None, None, span,
                    attention, gradient, weight * share,
                )
            )  # fmt: skip
        by_slots = as_shares(words.slots)
        for other in range(session.num_slots):
            gradient = float(by_slots[other])
            attention = 0.0 if to_slots is None else float(to_slots[slot, other])
            if other != slot and min(gradient, attention) >= _CARRIED_FROM:
                links.append(
                    Link(
                        "carry", segment + 1, slot, segment, other, None,
                        attention, gradient, weight * gradient,
                    )
                )  # fmt: skip
        return links


def _counting(rise: NDArray[np.float64]) -> list[int]:
    """The segments that gave a good part of the most that one gave, the largest first."""
    order = np.argsort(-rise, kind="stable")[:_MOST_SEGMENTS]
    return [int(at) for at in order if rise[at] > 0 and rise[at] >= _COUNTS_FROM * rise.max()]
