"""Copy and reverse, after the Recurrent Memory Transformer (arXiv 2207.06881)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.task_names import copy_name
from memstudio.bench.tasks.symbol_task import FIRST_SYMBOL, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator


@dataclass(frozen=True)
class Copy:
    """`length` symbols, then the same again, `times` times, or once backwards.

    Attributes:
        length: symbols to be kept.
        times: how often they come again.
        backwards: whether they come again in reverse order.
        gap: segments of noise before they come again; the size.
        num_symbols: how many there are.
        symbols_per_segment: of source, target and noise.
    """

    length: int = 12
    times: int = 2
    backwards: bool = False
    gap: int = 0
    num_symbols: int = 10
    symbols_per_segment: int = 12

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return copy_name(
            self.length, self.times, self.backwards, self.gap, self.symbols_per_segment
        )

    @property
    def vocab_size(self) -> int:
        """How many tokens there are; noise has symbols of its own."""
        return FIRST_SYMBOL + self.num_symbols * (2 if self.gap else 1)

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.symbols_per_segment

    @property
    def full_size(self) -> int:
        """Segments of noise."""
        return self.gap

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_symbols

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments of noise."""
        gap = self.gap if size is None or not self.gap else size
        source = symbols((num_rows, self.length), self.num_symbols, generator)
        target = source.flip(1) if self.backwards else source
        noise = symbols(
            (num_rows, gap * self.symbols_per_segment),
            self.num_symbols,
            generator,
            self.num_symbols,
        )
        ids = torch.cat([source, noise, target.repeat(1, self.times)], dim=1)
        asked = torch.zeros_like(ids, dtype=torch.bool)
        asked[:, self.length + noise.shape[1] :] = True
        # The first token of a segment is predicted from the one before, where it may still stand.
        asked[:, :: self.symbols_per_segment] = False
        return Examples(ids, only(ids, asked))
