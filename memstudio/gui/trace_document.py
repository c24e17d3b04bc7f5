"""A trace as the views want it: the current one in memory as far as it is small, in words.

Numpy only; made on a background thread, then read-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]


_BLOCK = 64
"""Segments that are fetched at once, as they are stored together."""


@dataclass(frozen=True, slots=True)
class TokenWeight:
    """A token and its share of something."""

    token: int
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
        self.name = reader.document
        self.model = reader.model
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
        empty = np.zeros((self.num_segments, 0), np.float32)
        self.change = reader.change() if self.has_slots else empty
        self.norm = reader.norms()[1:] if self.has_slots else empty
        self.read_mass = reader.read_mass() if self.has_weights else empty
        self.write_mass = reader.write_mass() if self.has_weights else empty
        self._block = lru_cache(24)(self._fetch_block)
        self._words = lru_cache(24)(self._fetch_words)

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

    def tokens_of(self, segment: int) -> list[str]:
        """The labels of a segment's tokens."""
        start, stop = self.segment_tokens(segment)
        return [self.token_text(token) for token in range(start, stop)]

    def words(self, state: int, *, distinctive: bool = True) -> list[list[tuple[str, float]]]:
        """The nearest words of each slot, best first; state t+1 is after segment t.

        Args:
            state: 0 is before anything was read.
            distinctive: those that set a slot apart, not simply the nearest.
        """
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

    def write(self, segment: int, layer: int | None = None) -> Floats:
        """`[m, n]`, the share of each slot's writing attention to the segment's n tokens."""
        start, stop = self.segment_tokens(segment)
        first, block = self._block("write", segment // _BLOCK, layer)
        return block[segment - first, :, : stop - start]

    def read(self, segment: int, layer: int | None = None) -> Floats:
        """`[n, m]`, the share of each token's attention to the slots."""
        start, stop = self.segment_tokens(segment)
        first, block = self._block("read", segment // _BLOCK, layer)
        offset = int(self.segment_starts[first])
        return block[start - offset : stop - offset]

    def _fetch_block(self, name: str, index: int, layer: int | None) -> tuple[int, Floats]:
        """Some segments' weights at once, as they are stored, and the first of them."""
        first = index * _BLOCK
        last = min(first + _BLOCK, self.num_segments)
        if name == "read":
            start, stop = int(self.segment_starts[first]), int(self.segment_starts[last])
            return first, self.reader.block(name, start, stop, layer)
        return first, self.reader.block(name, first, last, layer)

    def _fetch_words(self, name: str, score: str, first: int) -> tuple[Floats, Floats]:
        """Some states' words at once, as they are stored: token ids and scores."""
        last = min(first + _BLOCK, self.num_segments + 1)
        # Token ids survive as float32: vocabularies are far below 2 ** 24.
        return self.reader.block(name, first, last), self.reader.block(score, first, last)

    def sources(self, slot: int, segment: int, layer: int | None, count: int) -> list[TokenWeight]:
        """The tokens of a segment that a slot was written from most, most first."""
        if not self.has_weights:
            return []
        return self._top(self.write(segment, layer)[slot], segment, count)

    def readers(self, slot: int, segment: int, layer: int | None, count: int) -> list[TokenWeight]:
        """The tokens of a segment that read a slot most, most first."""
        if not self.has_weights:
            return []
        return self._top(self.read(segment, layer)[:, slot], segment, count)

    def _top(self, weights: Floats, segment: int, count: int) -> list[TokenWeight]:
        start, _ = self.segment_tokens(segment)
        order = np.argsort(weights)[::-1][:count]
        return [
            TokenWeight(start + int(i), self.token_text(start + int(i)), float(weights[i]))
            for i in order
        ]

    # ------------------------------------------------------------------ events

    def biggest_writes(self) -> NDArray[np.int64]:
        """Segments by how much they changed the memory, most first."""
        if not self.has_slots:
            return np.zeros(0, np.int64)
        return np.argsort(self.change.max(axis=1), kind="stable")[::-1].astype(np.int64)
