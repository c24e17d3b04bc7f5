"""What is kept of a reading so that any part of its attention can be shown: numpy, nothing else.

A head's weights over N places are N x N numbers, and all heads of a model at a few thousand places
are gigabytes. What is kept instead, of the layers to be looked into, is what the weights were made
of: each head's queries and keys as the forward pass had them, which keys each row may see, and the
logarithm of each row's sum. Any weight is then

    w[i, j] = exp(cap(q_i . k_j * scale) - total_i)    for first_i <= j < stop_i, else 0

at N x e numbers a head. Of every layer there is a small picture of each head.

Shapes: N places, L layers, H heads, G heads of keys, e width of a head, P cells of a small picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DECADES = 6
"""Small pictures keep weights from 1e-6 up, 42 shades a decade."""

_SHORT = 1024
_SHORT_ROOM, _ROOM = 5_000_000, 512_000_000


def room_for_layers(num_places: int) -> int:
    """Bytes that layers of a reading may take: few of a short one, which is soon read again."""
    return _SHORT_ROOM if num_places <= _SHORT else _ROOM


@dataclass(frozen=True, eq=False)
class AttentionLayer:
    """One layer's attention, exactly.

    Attributes:
        queries: `[H, N, e]`, with positions entered.
        keys: `[G, N, e]`, the same; head h of the queries goes with head h // (H // G) of these.
        scale: what their product is multiplied by.
        cap: of the scores, cap * tanh(score / cap); None without.
        first: `[N]`, the first place that each row sees.
        stop: `[N]`, the place after the last that it sees.
        total: `[H, N]`, the logarithm of each row's sum of exponentials, a sink's included.
        highest: `[H, N]`, the largest weight of each row.
        highest_mean: `[N]`, the largest in each row of the mean of all heads.
        gaps: `[N, ...]`, a bit for each place from `first` on: whether the row sees it; None where
            rows see all places from `first` to `stop`.
    """

    queries: Floats
    keys: Floats
    scale: float
    cap: float | None
    first: NDArray[np.int32]
    stop: NDArray[np.int32]
    total: Floats
    highest: Floats
    highest_mean: Floats
    gaps: NDArray[np.uint8] | None = None

    @property
    def num_bytes(self) -> int:
        """What it takes in memory."""
        parts = (self.queries, self.keys, self.first, self.stop, self.total)
        highest = self.highest.nbytes + self.highest_mean.nbytes
        gaps = 0 if self.gaps is None else self.gaps.nbytes
        return sum(part.nbytes for part in parts) + highest + gaps


@dataclass(frozen=True, eq=False)
class HeadPictures:
    """A small picture of every head, and what it does most.

    Attributes:
        highest: `[L, H, P, P]`, the largest weight in each cell, as `as_code` writes it.
        mean: `[L, H, P, P]`, the mean weight, in the same way.
        each: places a cell stands for, along either side.
        entropy: `[L, H]`, of a row, over the logarithm of the places it sees: 0 one, 1 all alike.
        to_first: `[L, H]`, the share of its attention that a word gives to the first word of its
            segment.
        to_previous: `[L, H]`, that a word gives to the word before, of those that have one there.
    """

    highest: NDArray[np.uint8]
    mean: NDArray[np.uint8]
    each: int
    entropy: Floats
    to_first: Floats
    to_previous: Floats

    @property
    def num_bytes(self) -> int:
        """What they take in memory."""
        parts = (self.highest, self.mean, self.entropy, self.to_first, self.to_previous)
        return sum(part.nbytes for part in parts)


@dataclass(frozen=True, eq=False)
class CapturedAttention:
    """A reading of a text.

    Attributes:
        model: its name.
        document: its name.
        text: what was read.
        token_starts: `[n]`, the first character of each token.
        token_ends: `[n]`, the character after each token's last.
        places: `[N]`, the token at each place; at a place of the memory -1 minus its number.
        segment_starts: `[T + 1]`, the first place of each segment that was read by itself, and N.
        layers: which of the model's layers have attention, counted from 1.
        num_heads: H.
        kept: the layers that can be looked into, by their index in `layers`.
        pictures: None when none were wanted.
        memory_kind: "" for a model without memory.
        is_truncated: whether the text goes on.
        limit: the most tokens that the model sees at once; None when it says no limit.
    """

    model: str
    document: str
    text: str
    token_starts: NDArray[np.int32]
    token_ends: NDArray[np.int32]
    places: NDArray[np.int32]
    segment_starts: NDArray[np.int32]
    layers: tuple[int, ...]
    num_heads: int
    kept: dict[int, AttentionLayer] = field(default_factory=dict)
    pictures: HeadPictures | None = None
    memory_kind: str = ""
    is_truncated: bool = False
    limit: int | None = None

    @property
    def num_places(self) -> int:
        """N."""
        return len(self.places)

    @property
    def num_tokens(self) -> int:
        """Tokens of the text, n."""
        return len(self.token_starts)

    @property
    def num_bytes(self) -> int:
        """What it takes in memory."""
        small = (self.token_starts, self.token_ends, self.places, self.segment_starts)
        return (
            sum(layer.num_bytes for layer in self.kept.values())
            + (self.pictures.num_bytes if self.pictures is not None else 0)
            + sum(part.nbytes for part in small)
            + len(self.text)
        )

    def word(self, place: int) -> str:
        """What stands at a place, to be shown alone; blanks made visible when it is blank."""
        token = int(self.places[place])
        if token < 0:
            return f"[{-1 - token}]"
        text = self.text[self.token_starts[token] : self.token_ends[token]]
        return text.strip() or {"\n": "↵", "\n\n": "↵↵", "\t": "⇥"}.get(text, "␣" if text else "·")

    def is_memory(self, place: int) -> bool:
        """Whether a place is the memory's and no token's."""
        return int(self.places[place]) < 0


def as_code(weights: Floats) -> NDArray[np.uint8]:
    """Weights as one byte each: 0 for none, 1 for less than 1e-6, then evenly by their logarithm."""
    with np.errstate(divide="ignore"):
        logarithm = np.log10(weights)
    code = np.floor((logarithm + DECADES) * (254 / DECADES)) + 1
    return np.where(weights > 0, np.clip(code, 1, 255), 0).astype(np.uint8)


def code_values() -> Floats:
    """`[256]`, the weight that each code stands for."""
    values = 10.0 ** ((np.arange(256) - 0.5) * (DECADES / 254) - DECADES)
    values[0] = 0.0
    return np.asarray(np.minimum(values, 1.0), np.float32)
