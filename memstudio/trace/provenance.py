"""Where a prediction came from: back through slots and segments to the words that wrote them.

1. Slots. Which slots in the memory before the predicting segment the prediction hangs on: the
   *chain*, by integrated gradients (`attribution`); by read attention where no gradient flows.
2. Time. Which segments gave the chain what was used: the lasting rise of its history. It is
   measured, by patching the chain as it was in each earlier state into the memory that made the
   prediction, and taken to first order along the gradient; the mean of both shares counts. (What
   is measured says nothing where the model's default guess is right as well; what is of first
   order says little where the memory hardly changed along the document.)
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
    history_by_slope,
    lasting_rise,
    slot_worth,
    word_worth,
)
from memstudio.trace.causal_types import Intervention, read_only
from memstudio.trace.effects import read_rows
from memstudio.trace.gradients import gradients_back
from memstudio.trace.provenance_types import Link, Provenance, Span
from memstudio.trace.text_spans import FEWEST_TOKENS, text_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.attribution import SlotWorth
    from memstudio.trace.interventions import Plan
    from memstudio.trace.reading_session import ReadingSession

REACH = 256
"""Segments that are looked back over."""
_MOST_PATCHES = 48
_COUNTS_FROM = 0.15
"""A segment counts from this part of the largest rise on."""
_MOST_SEGMENTS = 6
_NUM_SPANS = 8
_CARRIED_FROM = 0.25
"""Another slot counts as what a slot was written from, from this share on."""


def find_provenance(
    session: ReadingSession,
    token: int,
    *,
    control: Control,
    said: bool = False,
    reach: int = REACH,
) -> Provenance:
    """Explain one prediction.

    Args:
        session: the document as it is read.
        token: its place; N for what would come next.
        control: takes progress; may cancel.
        said: explain what was likeliest there, not what the document has.
        reach: segments to look back over.

    Raises:
        TraceError: nothing predicts this token.
        Cancelled: through `control`.
    """
    session.check_tokens([token])
    last = session.predicting(token)
    session.read(control, last + 1)
    at = np.array([token])
    token_id = int(session.target_ids(at, said=said)[0])
    return _Explanation(session, token, token_id, max(0, last - reach), control).found(said=said)


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
        flow = attention_flow(session, token, control=self.control, first_segment=self.first)
        worth = slot_worth(session, token, self.token_id, control=self.control)
        chain = chain_of(flow.slots) if worth is None else worth.chain
        slots = np.zeros(session.num_slots) if worth is None else worth.worth
        shares = _normed(enough(slots)) if slots.max() > 0 else flow.slots
        by_slope, given, alone = self._histories(last, chain, worth)
        written = self._written(chain, by_slope, given)
        spans = self._spans(flow, shares, by_slope, given, written)
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
            gain=log_probability - alone,
            slot_attention=read_only(flow.slots.astype(np.float32)),
            slot_gradient=read_only(slots.astype(np.float32)),
            chain=chain,
            links=self._links(last, flow, slots, shares, chain, given, written, spans),
            spans=spans,
            context=self._context(last),
            method="attention" if worth is None else "gradient",
            first_segment=self.first,
        )

    # ------------------------------------------------------------------ time

    def _histories(
        self, last: int, chain: Sequence[int], worth: SlotWorth | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """What each segment from `first` on gave the chain: to first order, and by both ways.

        Also ln p of the token with the memory reset before the predicting segment.
        """
        session = self.session
        states = list(range(self.first, last + 1))
        slope = np.zeros(len(states))
        if worth is not None:
            slope = history_by_slope(session, worth, last, states, self.control)
        tried = _tried(slope, len(states))
        plans: list[Plan] = [
            (Intervention("patch", last, tuple(chain), from_segment=states[place]),)
            for place in tried
        ]
        plans.append((Intervention("reset", last),))
        found = self._log_probabilities(plans, last)
        # Between two states that were tried, the chain is as in the first of them.
        measured = found[:-1][np.searchsorted(tried, np.arange(len(states)), side="right") - 1]
        by_slope, by_patch = _shares(lasting_rise(slope)), _shares(lasting_rise(measured))
        both = by_patch if worth is None else _normed(by_slope + by_patch)
        return by_slope, both, float(found[-1])

    def _log_probabilities(self, plans: list[Plan], last: int) -> NDArray[np.float64]:
        session = self.session
        found = np.zeros(len(plans))
        is_said = self.token_id != int(session.target_ids(np.array([self.token]))[0])
        for step in read_rows(
            session, plans, last + 1, control=self.control, tokens=[self.token], said=is_said,
            report=marked("progress", "Looking for where it came from"),
        ):  # fmt: skip
            found[list(step.rows)] = step.log_probability[:, 0]
        return found

    # ------------------------------------------------------------------ words

    def _written(
        self, chain: Sequence[int], *rises: NDArray[np.float64]
    ) -> dict[int, dict[int, WordWorth]]:
        """What wrote each slot of the chain in the segments that count."""
        found: dict[int, dict[int, WordWorth]] = {}
        for rise in rises:
            for place in _counting(rise):
                segment = self.first + place
                if segment not in found:
                    found[segment] = word_worth(self.session, segment, chain, control=self.control)
        return found

    def _word_shares(
        self, segment: int, shares: NDArray[np.float64], written: dict[int, WordWorth]
    ) -> NDArray[np.float64]:
        """`[S]`: the part of each word in what was written into the chain, summing to one."""
        start, stop = self.session.bounds(segment)
        weights = self.session.weights(segment, self.control)
        total = np.zeros(stop - start)
        for slot, words in written.items():
            own = _shares(words.words)
            if not own.any() and weights is not None and weights.write is not None:
                own = _shares(written_from(weights)[0][slot])
            total += max(float(shares[slot]), 1e-9) * own
        total = _normed(total)
        return total if total.any() else np.full(len(total), 1 / len(total))

    def _spans(
        self,
        flow: Flow,
        shares: NDArray[np.float64],
        by_slope: NDArray[np.float64],
        given: NDArray[np.float64],
        written: dict[int, dict[int, WordWorth]],
    ) -> tuple[Span, ...]:
        session = self.session
        stop = session.bounds(session.predicting(self.token))[0]
        gradient, weight = np.zeros(session.num_tokens), np.zeros(session.num_tokens)
        for rise, tokens in ((by_slope, gradient), (given, weight)):
            for place in _counting(rise):
                segment = self.first + place
                words = self._word_shares(segment, shares, written[segment])
                start, end = session.bounds(segment)
                tokens[start:end] = rise[place] * words
        gradient, weight = _normed(gradient), _normed(weight)
        start = session.bounds(self.first)[0]
        end = min(self.token + FEWEST_TOKENS, session.num_tokens)
        sentences = text_spans(session.tokens, start, end)
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
    ) -> Span:
        session = self.session
        most = start + int((weight + gradient + attention)[start:stop].argmax())
        return Span(
            start=start,
            stop=stop,
            segment=session.segment_of(most),
            text=session.span_text(start, stop),
            attention=float(attention[start:stop].sum()),
            gradient=float(gradient[start:stop].sum()),
            weight=float(weight[start:stop].sum()),
        )

    def _context(self, last: int) -> tuple[Span, ...]:
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
        shares[start : self.token] = _shares(np.abs(words))
        none = np.zeros_like(shares)
        found = [
            self._span(first, after, none, shares, shares)
            for first, after in text_spans(session.tokens, start, self.token)
        ]
        return tuple(sorted(found, key=lambda each: -each.weight)[:3])

    # ------------------------------------------------------------------ links

    def _links(
        self,
        last: int,
        flow: Flow,
        worth: NDArray[np.float64],
        shares: NDArray[np.float64],
        chain: Sequence[int],
        given: NDArray[np.float64],
        written: dict[int, dict[int, WordWorth]],
        spans: Sequence[Span],
    ) -> tuple[Link, ...]:
        by_worth = _shares(worth)
        also = [int(s) for s in np.argsort(-flow.slots)[:3] if flow.slots[s] > 0.1]
        links = [
            Link(
                "read", last, slot, None, None, None,
                float(flow.slots[slot]), float(by_worth[slot]), float(shares[slot]),
            )
            for slot in dict.fromkeys([*chain, *also])
        ]  # fmt: skip
        for place in _counting(given):
            segment = self.first + place
            for slot in chain:
                weight = float(given[place] * shares[slot])
                if segment + 1 < last:
                    links.append(
                        Link("carry", last, slot, segment + 1, slot, None, 0.0, weight, weight)
                    )
                links += self._sources(segment, slot, weight, written[segment][slot], spans)
        order = {"read": 0, "carry": 1, "write": 2}
        return tuple(sorted(links, key=lambda each: (order[each.kind], -each.weight)))

    def _sources(
        self, segment: int, slot: int, weight: float, words: WordWorth, spans: Sequence[Span]
    ) -> list[Link]:
        """What wrote a slot in a segment: spans, and other slots as they were before."""
        session = self.session
        start, stop = session.bounds(segment)
        weights = session.weights(segment, self.control)
        to_tokens = to_slots = None
        if weights is not None and weights.write is not None:
            to_tokens, to_slots = written_from(weights)
        by_words = _shares(words.words)
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
        by_slots = _shares(words.slots)
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


def _tried(slope: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Which of `count` states are patched: all, or those around the largest changes, and some."""
    if count <= _MOST_PATCHES:
        return np.arange(count)
    jumps = np.argsort(-np.abs(np.diff(slope)))[: _MOST_PATCHES // 3]
    some = np.linspace(0, count - 1, _MOST_PATCHES // 3).round().astype(np.int64)
    return np.unique(np.concatenate([jumps, jumps + 1, some, [0, count - 1]]))


def _counting(rise: NDArray[np.float64]) -> list[int]:
    """The segments that gave a good part of the most that one gave, the largest first."""
    order = np.argsort(-rise, kind="stable")[:_MOST_SEGMENTS]
    return [int(at) for at in order if rise[at] > 0 and rise[at] >= _COUNTS_FROM * rise.max()]


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is above zero, as parts of its sum."""
    return _normed(np.clip(values, 0, None))


def _normed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    total = values.sum()
    return values / total if total > 0 else values
