"""The passkey of Landmark Attention (arXiv 2305.16300), as Infini-attention was tested on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, END, FIRST_SYMBOL, ITEM, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator


@dataclass(frozen=True)
class Passkey:
    """A key of some digits in one segment of noise, asked for at the end."""

    segments: int = 4
    digits: int = 5
    length: int = 16

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"passkey in {self.segments}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are: ten digits, and sixteen words of noise."""
        return FIRST_SYMBOL + 10 + 16

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.length

    @property
    def full_size(self) -> int:
        """Segments before the question."""
        return self.segments

    @property
    def chance(self) -> float:
        """Accuracy of guessing a digit."""
        return 0.1

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments before the question."""
        segments = size or self.segments
        ids = symbols((num_rows, segments, self.length), 16, generator, 10)
        key = symbols((num_rows, self.digits), 10, generator)
        where = torch.randint(segments, (num_rows,), generator=generator)
        start = torch.randint(
            self.length - self.digits, (num_rows, 1), generator=generator
        ) + torch.arange(self.digits + 1)
        marked = torch.cat([torch.full((num_rows, 1), ITEM), key], dim=1)
        rows = torch.arange(num_rows)
        ids[rows[:, None], where[:, None], start] = marked
        question = torch.full((num_rows, self.length), END)
        question[:, 0] = ASK
        question[:, 1 : 1 + self.digits] = key
        ids = torch.cat([ids.flatten(1), question], dim=1)
        asked = torch.zeros_like(ids, dtype=torch.bool)
        first = segments * self.length + 1
        asked[:, first : first + self.digits] = True
        return Examples(ids, only(ids, asked))
