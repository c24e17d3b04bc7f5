"""Traces made of chosen numbers, in memory: what `TraceReader` gives, without a disk."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from memstudio.trace.reader import TraceReader

WORDS = ("Mary", " went", " to", " the", " kit", "chen", ".", " 厨", "房", "\n", " Dani", "el")


class SyntheticTrace(TraceReader):
    """Answers from arrays that a test has chosen.

    Args:
        tokens: the text of each token.
        lengths: tokens of each segment.
        arrays: by their names in `layout`.
        words: `[T+1][m][k]`, the distinctive words of each slot in each state.
    """

    def __init__(
        self,
        tokens: list[str],
        lengths: list[int],
        arrays: dict[str, Any],
        words: list[list[list[str]]] | None = None,
    ) -> None:
        ends = np.cumsum([len(token) for token in tokens]).astype(np.int32)
        self.text = "".join(tokens)
        self.token_ends = ends
        self.token_starts = np.concatenate([[0], ends[:-1]]).astype(np.int32)
        self.segment_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.num_tokens, self.num_segments = len(tokens), len(lengths)
        self._by_name = arrays
        self.attrs = {}
        self.writes_are_parts = False
        self._slot_words = words or []
        self.num_slots = arrays["change"].shape[1] if "change" in arrays else 0

    def has(self, name: str) -> bool:
        return name in self._by_name

    def block(self, name: str, start: int, stop: int, layer: int | None = None) -> Any:
        assert layer is None
        return np.asarray(self._by_name[name])[start:stop]

    def weights(
        self, name: str, start: int, stop: int, layer: int | None = None, head: int | None = None
    ) -> Any:
        assert (layer, head) == (None, None)
        if name == "read":
            return self._by_name["read"][start:stop]
        rows = [
            self._by_name["write"][segment, :, : self.segment_starts[segment + 1] - first].T
            for segment, first in enumerate(self.segment_starts[:-1])
        ]
        return np.concatenate(rows)[start:stop]

    def states(self, state: int) -> Any:
        if "states" in self._by_name:
            return self._by_name["states"][state].astype(np.float32)
        row = state // self.attrs["states_every"]
        return self._by_name["states_int8"][row] * self._by_name["states_scale"][row][:, None]

    def kept_state(self, state: int) -> int:
        every = int(self.attrs.get("states_every", 1))
        return state // every * every

    def named_state(self, state: int) -> int:
        every = int(self.attrs.get("words_every", 1))
        return state // every * every

    def change(self) -> Any:
        return self._by_name["change"]

    def slot_words(self, state: int, *, distinctive: bool = False) -> Any:
        return [[(word, 1.0) for word in row] for row in self._slot_words[state]]


@st.composite
def traces(draw: st.DrawFn, most_segments: int = 8) -> SyntheticTrace:
    """Any text in any segments, with weights that are shares and changes of any size."""
    lengths = draw(st.lists(st.integers(1, 6), min_size=1, max_size=most_segments))
    slots = draw(st.integers(1, 4))
    total, longest, count = sum(lengths), max(lengths), len(lengths)
    tokens = draw(st.lists(st.sampled_from(WORDS), min_size=total, max_size=total))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    write = random.random((count, slots, longest)) ** 4
    for segment, length in enumerate(lengths):
        write[segment, :, length:] = 0
    mass = random.random((count, slots, 1))
    write *= mass / write.sum(-1, keepdims=True)
    read = random.random((total, slots))
    read /= read.sum(-1, keepdims=True) * 2
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    means = np.add.reduceat(read, begins) / np.array(lengths)[:, None]
    scale = draw(st.sampled_from([0.01, 0.3, 3.0]))
    arrays = {
        "write": write.astype(np.float32),
        "write_mass": write.sum(-1).astype(np.float32),
        "read": read.astype(np.float32),
        "read_mass": means.astype(np.float32),
        "change": (random.random((count, slots)) * scale).astype(np.float32),
        "states": random.normal(size=(count + 1, slots, 5)).astype(np.float16),
    }
    if draw(st.booleans()):
        arrays["kept"] = random.random((count, slots)).astype(np.float32)
    return SyntheticTrace(tokens, lengths, arrays)
