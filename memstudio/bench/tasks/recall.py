"""Remember and rewrite: pairs of a key and a value, after ARMT (arXiv 2407.04841)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, END, FIRST_SYMBOL, ITEM, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class Recall:
    """Pairs of a key and a value, one a segment, then a key whose value is asked.

    With `rewrites`, keys come again with other values, and the latest counts.
    """

    pairs: int = 4
    rewrites: bool = False
    num_keys: int = 16
    num_values: int = 16

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"{'rewrite' if self.rewrites else 'remember'} {self.pairs}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return FIRST_SYMBOL + self.num_keys + self.num_values

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 4

    @property
    def full_size(self) -> int:
        """Pairs."""
        return self.pairs

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_values

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` pairs; without rewrites there are at most as many as keys."""
        pairs = size or self.pairs
        if self.rewrites:
            keys = symbols((num_rows, pairs), self.num_keys, generator)
        else:
            order = torch.rand(num_rows, self.num_keys, generator=generator).argsort(1)
            keys = FIRST_SYMBOL + order[:, :pairs]
        values = symbols(tuple(keys.shape), self.num_values, generator, self.num_keys)
        asked = torch.randint(keys.shape[1], (num_rows, 1), generator=generator)
        key = keys.gather(1, asked)
        # The last place that has the key.
        places = torch.arange(keys.shape[1])
        last = torch.where(keys == key, places, -1).amax(1, keepdim=True)
        ids = torch.cat(
            [_segments(ITEM, keys, values), _segments(ASK, key, values.gather(1, last))], dim=1
        )
        is_answer = torch.zeros_like(ids, dtype=torch.bool)
        is_answer[:, -2] = True
        return Examples(ids, only(ids, is_answer))


def _segments(mark: int, keys: Tensor, values: Tensor) -> Tensor:
    """`[B, 4 n]` of keys and values `[B, n]`."""
    parts = [torch.full_like(keys, mark), keys, values, torch.full_like(keys, END)]
    return torch.stack(parts, dim=2).flatten(1)
