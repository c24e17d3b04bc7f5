"""Where a prediction came from, what a slot holds, what can be said at a glance: plain values.

State t is the memory before segment t is read; segment t - 1 wrote it. An *effect* is a change in
ln p of the explained token, in nats: below zero, what was taken away had helped.

Shapes: m slots, d width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LinkKind = Literal["read", "carry", "write", "context"]
Method = Literal["attention", "gradient"]
TokenRange = tuple[int, int]
"""The first token, and the one after the last."""


LEAST_EFFECT = 0.1
"""Nats. What is less makes no difference."""


@dataclass(frozen=True)
class Measured:
    """What taking something away did.

    Attributes:
        effect: change in ln p of the explained token.
        answer: text of the token that was the likeliest without it.
        changes_answer: whether that is another than before.
        is_confirmed: whether the effect stands out (see `verification`).
    """

    effect: float
    answer: str
    changes_answer: bool
    is_confirmed: bool

    @property
    def is_nothing(self) -> bool:
        """Whether it made no difference: what is not confirmed may still have made one."""
        return abs(self.effect) < LEAST_EFFECT and not self.changes_answer


@dataclass(frozen=True)
class SourceSpan:
    """A stretch of tokens, about a sentence, wherever segments end.

    Attributes:
        start: first token.
        stop: the token after its last.
        segment: where that of them lies that counts for most.
        text: as the document has it.
        attention: its share of all that attention brings from earlier segments, 0 to 1.
        gradient: its share of what the gradient says that earlier segments gave, 0 to 1.
        weight: what spans are ranked by, 0 to 1.
        measured: what reading on without these words did; None until verified.
    """

    start: int
    stop: int
    segment: int
    text: str
    attention: float
    gradient: float
    weight: float
    measured: Measured | None = None


@dataclass(frozen=True)
class Link:
    """One step of the way from source words to a prediction.

    Attributes:
        kind: "read": the prediction read `slot` in `state`; "carry": `slot` in `state` came from
            `source_slot` in the earlier `source_state`; "write": `slot` in `state` was written from
            what of `span` lies in segment `state - 1`; "context": the prediction saw `span` in its
            own segment.
        state: in which state the slot is meant; -1 for "context".
        slot: which; -1 for "context".
        source_state: of "carry"; None otherwise.
        source_slot: of "carry"; None otherwise.
        span: of "write" and "context"; None otherwise.
        attention: share among the links of its kind into the same place, by attention flow; None
            for what slots kept over segments, which it says nothing of.
        gradient: the same by gradient.
        weight: what links are ranked by.
        measured: what taking away the link's source (the slot in its state; the words) did; None
            until verified.
    """

    kind: LinkKind
    state: int
    slot: int
    source_state: int | None
    source_slot: int | None
    span: SourceSpan | None
    attention: float | None
    gradient: float
    weight: float
    measured: Measured | None = None


@dataclass(frozen=True)
class Provenance:
    """Where the prediction of one token came from.

    Attributes:
        token: its place in the document; the document's length for what would come next.
        token_id: the token that is explained.
        text: of that token.
        predicted_id: what was likeliest there.
        predicted: text of that.
        log_probability: ln p of the explained token.
        segment: the one that was being read when it was predicted.
        gain: ln p with the memory minus ln p with the memory reset before that segment.
        slot_attention: `[m]` float32, share of each slot among what was read of the memory.
        slot_gradient: `[m]` float32, by how much ln p would fall without each slot, to first order.
        chain: the slots, in the state before `segment`, that the prediction hangs on most; chosen
            by gradient and attention, never by taking slots away.
        links: strongest first within each kind.
        spans: source spans in earlier segments, best first.
        context: spans of its own segment, best first.
        method: what the ranking rests on: "gradient", or "attention" where no gradient flows.
        slot_effects: `[m]` float32, measured: change in ln p without each slot; None until verified.
        slot_answers: text of the likeliest token without each slot; empty until verified.
        threshold: nats; effects beyond it are confirmed; None until verified.
        chain_measured: all slots of `chain` taken away at once; None until verified.
        mentions: where no one of `spans` was confirmed: the stretches of earlier segments, from
            the first of `spans` on, that have the explained token too, if they are more than one.
        mentions_measured: what reading on without all of them at once did; None without any.
    """

    token: int
    token_id: int
    text: str
    predicted_id: int
    predicted: str
    log_probability: float
    segment: int
    gain: float
    slot_attention: NDArray[np.float32]
    slot_gradient: NDArray[np.float32]
    chain: tuple[int, ...]
    links: tuple[Link, ...]
    spans: tuple[SourceSpan, ...]
    context: tuple[SourceSpan, ...]
    method: Method
    slot_effects: NDArray[np.float32] | None = None
    slot_answers: tuple[str, ...] = ()
    threshold: float | None = None
    chain_measured: Measured | None = None
    mentions: tuple[TokenRange, ...] = ()
    mentions_measured: Measured | None = None

    @property
    def is_verified(self) -> bool:
        """Whether the links were put to the test."""
        return self.slot_effects is not None

    @property
    def is_right(self) -> bool:
        """Whether the explained token was the likeliest."""
        return self.token_id == self.predicted_id


@dataclass(frozen=True)
class GlanceFact:
    """One thing that a slot, or a few together, were measured to hold and to have been used for.

    Attributes:
        slots: which; where there are several, no one of them changes the prediction alone.
        span: the words that wrote it.
        since_token: where it was written, or moved, into these slots: from there on, at the end of
            each segment, taking them away takes it away.
        token: the place of the prediction that it was used for.
        text: the token that was predicted there.
        answer: what is predicted there without the slots.
        effect: change in ln p of the token without the slots.
        places: first tokens of all stretches that say it, where only reading without all of these
            takes it away; empty where `span` alone is enough.
    """

    slots: tuple[int, ...]
    span: SourceSpan
    since_token: int
    token: int
    text: str
    answer: str
    effect: float
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Glance:
    """What can be said of a memory in a few words; empty of facts when nothing was confirmed.

    Attributes:
        facts: the strongest first, at most one for the same slots.
        num_tried: predictions that were put to the test.
        mean_gain: mean over these tokens of ln p with the memory minus ln p with the memory reset
            before each segment, nats.
    """

    facts: tuple[GlanceFact, ...]
    num_tried: int
    mean_gain: float


ScoredWord = tuple[str, float]


@dataclass(frozen=True)
class LayerWords:
    """What a slot says at one layer.

    Attributes:
        layer: 0 for what goes into the first layer, l for what layer l gives.
        words: the likeliest by the model's output layer, with their probabilities.
        distinctive: those that stand out most from the mean over all slots that hold anything
            there, with by how much their logit does; none where nothing sets it apart.
    """

    layer: int
    words: tuple[ScoredWord, ...]
    distinctive: tuple[ScoredWord, ...]


@dataclass(frozen=True)
class SlotContents:
    """One slot in one state, as words.

    Attributes:
        slot: which.
        layers: from the first to the last; empty where the kind's slots do not fit the model.
        lens: what the layers are: "written" (hidden states of the slot while its segment wrote
            it), "own" (each layer's own slots), or "entering" (hidden states of the places that
            read it most, with it minus without it).
        nearest: input embeddings nearest by cosine.
        nearest_random: the same for a random vector: what nearness means nothing.
    """

    slot: int
    layers: tuple[LayerWords, ...]
    lens: Literal["written", "own", "entering"]
    nearest: tuple[ScoredWord, ...]
    nearest_random: tuple[ScoredWord, ...]
