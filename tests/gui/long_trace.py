"""A trace of any length that lies nowhere: its numbers follow from their places."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_WORD = "word "


class LongReader:
    """As much of `TraceReader` as the window asks for, with a count of what was read in full.

    Args:
        num_tokens: of the document; each is the text "word ".
        num_slots: of the memory.
        left_out: the mass that was not kept of each row.
    """

    segment_length = 128
    num_layers, num_heads = 2, 2
    memory_kind, model, document, step = "rmt", "long-model", "long", None
    identity = ("long",)
    model_reference = "long-model"
    quantities = ("change", "similarity", "age")

    def __init__(self, num_tokens: int, num_slots: int, left_out: float = 0.0) -> None:
        self.path = Path("long.zarr")
        self.attrs: dict[str, object] = {}
        self.num_tokens, self.num_slots = num_tokens, num_slots
        self.num_segments = -(-num_tokens // self.segment_length)
        self.text = _WORD * num_tokens
        self.token_starts = np.arange(num_tokens, dtype=np.int32) * len(_WORD)
        self.token_ends = self.token_starts + len(_WORD)
        starts = np.arange(self.num_segments + 1, dtype=np.int64) * self.segment_length
        self.segment_starts = np.minimum(starts, num_tokens)
        self.tokens_read = 0
        self.is_held = Event()
        self.is_held.set()
        self._left_out = left_out

    def has(self, name: str) -> bool:
        return name in {"read", "write", "loss", "change"}

    def loss(self) -> Floats:
        return np.sin(np.arange(self.num_tokens, dtype=np.float32) / 50) + 1

    def detail(self, _name: str) -> str:
        return "mean"

    def layers_and_heads(self, _name: str) -> tuple[int, int]:
        return self.num_layers, self.num_heads

    def quantity(self, name: str) -> Floats:
        place = np.arange(self.num_segments, dtype=np.float32)[:, None]
        values = np.abs(np.sin(place / 7 + np.arange(self.num_slots, dtype=np.float32)))
        return np.asarray(values * 30 if name == "age" else values, np.float32)

    def weights(
        self, name: str, start: int, stop: int, _layer: object = None, _head: object = None
    ) -> Floats:
        self.is_held.wait(10)
        self.tokens_read += stop - start
        return self._row(name, np.arange(start, stop))

    def pooled(
        self,
        name: str,
        start: int,
        stop: int,
        each: int,
        _layer: object = None,
        _head: object = None,
    ) -> Floats:
        self.is_held.wait(10)
        places = np.arange(start, stop, each)
        return self._row(name, places)

    def _row(self, name: str, places: NDArray[np.int64]) -> Floats:
        slots = np.arange(self.num_slots)
        step = 31 if name == "read" else 17
        return np.asarray((places[:, None] * step + slots * 7) % 101 / 101, np.float32)

    def left_out(
        self, _name: str, start: int, stop: int, _layer: object = None, _head: object = None
    ) -> Floats | None:
        return np.full(stop - start, self._left_out, np.float32) if self._left_out else None

    def block(self, name: str, start: int, stop: int) -> NDArray[np.generic]:
        shape = (stop - start, self.num_slots, 3)
        return np.full(shape, -1 if "score" not in name else 0, np.int32)

    def named_state(self, state: int) -> int:
        return state

    def word(self, _token: int) -> str:
        return "word"
