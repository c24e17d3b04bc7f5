"""Many pairs of a key and a value, several a segment, and then several questions at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import FIRST_SYMBOL, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator


@dataclass(frozen=True)
class Pairs:
    """Segments of pairs, each key once; the last segment asks for the values of some.

    Attributes:
        segments: of pairs; the size.
        per_segment: pairs of a segment, and questions.
        num_keys: keys to choose from.
        num_values: values to choose from.
    """

    segments: int = 4
    per_segment: int = 8
    num_keys: int = 64
    num_values: int = 16

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"pairs {self.segments * self.per_segment}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return FIRST_SYMBOL + self.num_keys + self.num_values

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 2 * self.per_segment

    @property
    def full_size(self) -> int:
        """Segments of pairs."""
        return self.segments

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_values

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments of pairs."""
        count = (size or self.segments) * self.per_segment
        keys = torch.rand(num_rows, self.num_keys, generator=generator).argsort(1)[:, :count]
        keys = keys + FIRST_SYMBOL
        values = symbols((num_rows, count), self.num_values, generator, self.num_keys)
        asked = torch.rand(num_rows, count, generator=generator).argsort(1)[:, : self.per_segment]
        keys = torch.cat([keys, keys.gather(1, asked)], dim=1)
        values = torch.cat([values, values.gather(1, asked)], dim=1)
        ids = torch.stack([keys, values], dim=2).flatten(1)
        is_answer = torch.zeros_like(ids, dtype=torch.bool)
        is_answer[:, -self.segment_length + 1 :: 2] = True
        return Examples(ids, only(ids, is_answer))
