"""A trace as the views want it: the current one in memory as far as it is small, in words.

Numpy only; made on a background thread, then read-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import TraceError
from memstudio.gui.trace_curves import LossCurve, SignedCurve
from memstudio.gui.trace_weights import TraceWeights, WeightChoice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]

_BLOCK = 64
"""Segments that are fetched at once, as they are stored together."""
_BLOCK_TOKENS = 8192
"""But not more tokens than these, or one segment."""


@dataclass(frozen=True, slots=True)
class TokenWeight:
    """A token and its share of something."""

    text: str
    weight: float


class TraceDocument:
    """What a trace says, by slot, segment and token.

    T segments, N tokens, m slots. Everything over segments is held; what is per token and slot is
    fetched by segment and kept for the last few hundred.
    """

    def __init__(self, reader: TraceReader) -> None:
        self.reader = reader
        self.path = str(reader.path)
        self.identity = reader.identity
        self.name = reader.document
        self.model = reader.model
        self.model_reference = reader.model_reference
        self.memory_kind = reader.memory_kind
        self.step = reader.step
        self.num_slots = reader.num_slots
        self.num_segments = reader.num_segments
        self.num_tokens = reader.num_tokens
        self.num_layers = reader.num_layers
        self.num_heads = reader.num_heads
        self.text = reader.text
        self.token_starts = reader.token_starts
        self.token_ends = reader.token_ends
        self.segment_starts = reader.segment_starts
        self.loss = reader.loss()
        self.has_slots = self.num_slots > 0
        self.has_weights = self.has_slots and reader.has("write") and reader.has("read")
        self.weights = TraceWeights(reader)
        self.gain = _gain(reader)
        self.loss_curve = LossCurve(self.loss) if len(self.loss) else None
        has_gain = self.gain is not None and len(self.gain) > 0
        self.gain_curve = SignedCurve(self.gain) if has_gain and self.gain is not None else None
        # What interventions did to ln p of each token, `[N]` nats; None while there are none.
        self.changes: Floats | None = None
        self.changes_curve: SignedCurve | None = None
        self._quantities = _quantities(reader)
        self._per_block = max(1, min(_BLOCK, _BLOCK_TOKENS // max(1, reader.segment_length)))
        self._block = lru_cache(24)(self._fetch_block)
        self._between = lru_cache(8)(self._fetch_between)
        self._words = lru_cache(24)(self._fetch_words)
        self._listed = lru_cache(24)(self._list_words)

    def set_changes(self, changes: Floats | None) -> None:
        """Keep what interventions did to ln p of each token, `[N]` nats; None for nothing."""
        self.changes = changes
        has_any = changes is not None and len(changes) > 0
        self.changes_curve = SignedCurve(changes, few_count=True) if has_any else None  # type: ignore[arg-type]

    # ------------------------------------------------------------------ slots over time

    @property
    def quantities(self) -> tuple[str, ...]:
        """Names of what there is for each segment and slot."""
        return tuple(self._quantities)

    def quantity(self, name: str) -> Floats:
        """`[T, m]`; `[T, 0]` of what was not recorded."""
        found = self._quantities.get(name)
        return np.zeros((self.num_segments, 0), np.float32) if found is None else found

    def add_quantity(self, name: str, values: Floats) -> None:
        """Add, or replace, a quantity `[T, m]` that was worked out after the recording."""
        self._quantities[name] = values

    @property
    def change(self) -> Floats:
        """`[T, m]`, relative change of each slot by each segment."""
        return self.quantity("change")

    @property
    def norm(self) -> Floats:
        """`[T, m]`, length of each slot after each segment."""
        return self.quantity("norm")

    def is_empty(self, segment: int, slot: int) -> bool:
        """Whether a slot is known to hold nothing after a segment."""
        return bool(self.norm.size) and not self.norm[segment, slot]

    # ------------------------------------------------------------------ places

    def segment_tokens(self, segment: int) -> tuple[int, int]:
        """First token of a segment, and the one after its last."""
        return int(self.segment_starts[segment]), int(self.segment_starts[segment + 1])

    def segment_of(self, token: int) -> int:
        """The segment that a token belongs to."""
        found = int(np.searchsorted(self.segment_starts, token, side="right")) - 1
        return min(max(0, found), self.num_segments - 1)

    def segment_span(self, segment: int) -> tuple[int, int]:
        """First character of a segment, and the one after its last; segments leave no gaps."""
        start, stop = self.segment_tokens(segment)
        first = 0 if segment == 0 else int(self.token_starts[start])
        last = segment == self.num_segments - 1
        return first, len(self.text) if last else int(self.token_starts[stop])

    def token_text(self, token: int) -> str:
        """A token's text for labels: what it spells; blanks made visible when it is blank."""
        text = self.text[self.token_starts[token] : self.token_ends[token]]
        shown = text.strip()
        if shown:
            return shown
        return {"\n": "↵", "\n\n": "↵↵", "\t": "⇥"}.get(text, "␣" if text else "·")

    def words(self, state: int, *, distinctive: bool = True) -> list[list[tuple[str, float]]]:
        """The nearest words of each slot, best first; state t+1 is after segment t.

        No words where they are damaged, which the reader's listener is told.

        Args:
            state: 0 is before anything was read.
            distinctive: those that set a slot apart, not simply the nearest.
        """
        try:
            return self._listed(state, distinctive)
        except TraceError:
            return [[] for _ in range(self.num_slots)]

    def _list_words(self, state: int, distinctive: bool) -> list[list[tuple[str, float]]]:
        name = "slot_words_distinctive" if distinctive else "slot_words"
        score = "slot_word_distinctive_score" if distinctive else "slot_word_score"
        first = state // _BLOCK * _BLOCK
        ids, scores = self._words(name, score, first)
        return [
            [
                (self.reader.word(int(i)), float(value))
                for i, value in zip(row, values, strict=True)
                if i >= 0
            ]
            for row, values in zip(ids[state - first], scores[state - first], strict=True)
        ]

    # ------------------------------------------------------------------ weights

    def _segment_weights(self, name: str, segment: int, choice: WeightChoice) -> Floats:
        start, stop = self.segment_tokens(segment)
        offset, block = self._block(name, segment // self._per_block, choice)
        return block[start - offset : stop - offset]

    def _fetch_block(self, name: str, index: int, choice: WeightChoice) -> tuple[int, Floats]:
        """Some segments' weights at once, as they are stored together, and their first token."""
        first = index * self._per_block
        last = min(first + self._per_block, self.num_segments)
        start, stop = int(self.segment_starts[first]), int(self.segment_starts[last])
        return start, self.weights.weights(name, start, stop, choice)

    def fetch_slots(self, segment: int, layer: int | None, *, distinctive: bool) -> None:
        """Bring to hand what `words` and `sources` say of the slots after a segment.

        What is damaged is told the reader's listener, here as there.
        """
        self.words(segment + 1, distinctive=distinctive)
        self.sources(0, segment, layer, 1)

    def between(self, segment: int, choice: WeightChoice) -> Floats:
        """`[m, 2m]`, the share of each slot's writing attention to the old slots and to the new.

        `[0, 0]` where it is damaged.
        """
        return self._between(segment, choice)

    def _fetch_between(self, segment: int, choice: WeightChoice) -> Floats:
        try:
            return self.weights.between(segment, choice)
        except TraceError:
            return np.zeros((0, 0), np.float32)

    @property
    def has_between(self) -> bool:
        """Whether it is known how slots looked at slots."""
        return self.has_slots and self.num_segments > 0 and self.reader.has("between")

    def _fetch_words(self, name: str, score: str, first: int) -> tuple[Floats, Floats]:
        """Some states' words at once, as they are stored: token ids and scores."""
        last = min(first + _BLOCK, self.num_segments + 1)
        # Token ids survive as float32: vocabularies are far below 2 ** 24.
        return self.reader.block(name, first, last), self.reader.block(score, first, last)

    def sources(self, slot: int, segment: int, layer: int | None, count: int) -> list[TokenWeight]:
        """The tokens of a segment that a slot was written from most, most first."""
        if not self.has_weights:
            return []
        try:
            weights = self._segment_weights("write", segment, WeightChoice(layer))[:, slot]
        except TraceError:
            return []
        start, _ = self.segment_tokens(segment)
        order = [i for i in np.argsort(-weights, kind="stable")[:count] if weights[i] > 0]
        return [TokenWeight(self.token_text(start + int(i)), float(weights[i])) for i in order]


def _quantities(reader: TraceReader) -> dict[str, Floats]:
    if not reader.num_slots:
        return {}
    return {name: reader.quantity(name) for name in reader.quantities}


def _gain(reader: TraceReader) -> Floats | None:
    return reader.gain() if reader.has("gain") else None
