"""A model that remembers the last segments word for word, and knows nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch
from torch import Tensor, nn

from memstudio.data.tokenised import TokenisedCorpus
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading

SEGMENT, WORDS = 16, 400


class Remembering(nn.Module):
    """Says what followed the last two tokens where it read them; any word alike otherwise.

    Args:
        capacity: segments that it remembers.
        says_last: says what it read last, whatever it is asked.
    """

    def __init__(self, capacity: int = 1000, *, says_last: bool = False) -> None:
        super().__init__()
        self.config = SimpleNamespace(segment_length=SEGMENT, memory_kind="rmt")
        self.device = torch.device("cpu")
        self.backbone = None
        self._capacity, self._says_last = capacity, says_last

    @property
    def memory(self) -> Remembering:
        return self

    def initial_state(self, batch_size: int) -> KindState:
        return {"ids": torch.zeros(batch_size, 0, dtype=torch.long)}

    def remembering(self, _own: KindState, other: KindState) -> KindState:
        return other

    def read_segment(self, _backbone: object, segment: Segment, state: KindState) -> SegmentReading:
        ids = segment.input_ids
        assert segment.logits_at is not None
        logits = torch.zeros(len(ids), len(segment.logits_at), WORDS)
        for row, read in enumerate(state["ids"]):
            for column, place in enumerate(segment.logits_at.tolist()):
                said = self._said(read, ids[row, : place + 1])
                if said is not None:
                    logits[row, column, said] = 20.0
        new = state
        if segment.write:
            kept = torch.cat([state["ids"], ids], dim=1)[:, -self._capacity * SEGMENT :]
            new = {"ids": kept}
        return SegmentReading(logits, new)

    def _said(self, read: Tensor, asked: Tensor) -> int | None:
        if self._says_last:
            return int(read[-1]) if len(read) else None
        tail = asked[-2:]
        for start in range(len(read) - len(tail) - 1, -1, -1):
            if torch.equal(read[start : start + len(tail)], tail):
                return int(read[start + len(tail)])
        return None


class Words:
    """Numbers as words; every word begins with a space."""

    all_special_ids = (0,)

    def encode(self, _text: str, **_: object) -> list[int]:
        return [1, 1]

    def decode(self, ids: list[int]) -> str:
        return "".join(f" w{each}" for each in ids)

    def convert_ids_to_tokens(self, ids: list[int]) -> list[str]:
        return [f"\u0120w{each}" for each in ids]


def a_corpus(*lengths: int, seed: int = 0) -> TokenisedCorpus:
    """Documents of random words, each closed by word 0."""
    rng = np.random.default_rng(seed)
    texts = [np.append(rng.integers(2, WORDS, length - 1), 0) for length in lengths]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return TokenisedCorpus(np.concatenate(texts).astype(np.int32), offsets)
