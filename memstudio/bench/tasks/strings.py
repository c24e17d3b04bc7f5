"""Random strings under names, asked for word by word long afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, FIRST_SYMBOL, ITEM, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator


@dataclass(frozen=True)
class Strings:
    """In every segment a new name gets a random string, and then some name's string is asked for.

    In all segments but the last it is the name just given, which is practice: a memory that no
    gradient reaches has to learn within the segment how to find things. In the last segment it is
    that of the first one. A string counts as right when all of it is.

    Attributes:
        distance: segments between the string and the question; the size.
        length: symbols of a string.
        num_names: names; each is given once.
        num_symbols: symbols to choose from.
    """

    distance: int = 6
    length: int = 8
    num_names: int = 256
    num_symbols: int = 16

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"strings {self.distance} back"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return FIRST_SYMBOL + self.num_symbols + self.num_names

    @property
    def segment_length(self) -> int:
        """Tokens of a segment: twice a mark, a name and a string."""
        return 2 * (2 + self.length)

    @property
    def full_size(self) -> int:
        """The distance."""
        return self.distance

    @property
    def chance(self) -> float:
        """Accuracy of guessing a symbol."""
        return 1 / self.num_symbols

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with the string `size` segments before the question."""
        segments = 1 + (size or self.distance)
        order = torch.rand(num_rows, self.num_names, generator=generator).argsort(1)
        names = order[:, :segments, None] + FIRST_SYMBOL + self.num_symbols
        strings = symbols((num_rows, segments, self.length), self.num_symbols, generator)
        asked = torch.arange(segments)
        asked[-1] = 0
        mark = torch.ones_like(names)
        ids = torch.cat(
            [ITEM * mark, names, strings, ASK * mark, names[:, asked], strings[:, asked]], dim=2
        )
        is_practice = torch.zeros_like(ids, dtype=torch.bool)
        is_practice[..., -self.length :] = True
        is_asked = is_practice.clone()
        is_asked[:, :-1] = False
        ids, is_practice, is_asked = (each.flatten(1) for each in (ids, is_practice, is_asked))
        return Examples(ids, only(ids, is_asked), only(ids, is_practice))
