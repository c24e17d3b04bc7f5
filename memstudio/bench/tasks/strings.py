"""Random strings under names, asked for word by word long afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, END, FIRST_SYMBOL, ITEM, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator, Tensor

_PER_SEGMENT = 2
_PADDING = 6


@dataclass(frozen=True)
class Strings:
    """In every segment two new names get random strings, and then some name's string is asked for.

    In all segments but the last it is one of the two just given, which is practice: a memory that no
    gradient reaches has to learn within the segment how to find things. In the last segment it is
    one of the first two. A string counts as right when all of it is. Padding of random length stands
    between, so that what is found is found by what it is and not by how far back it stands.

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
        """Tokens of a segment: three times a mark, a name and a string, and padding."""
        return (1 + _PER_SEGMENT) * (2 + self.length) + _PADDING

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
        shape = (num_rows, segments, _PER_SEGMENT)
        order = torch.rand(num_rows, self.num_names, generator=generator).argsort(1)
        names = (
            order[:, : segments * _PER_SEGMENT].view(*shape, 1) + FIRST_SYMBOL + self.num_symbols
        )
        strings = symbols((*shape, self.length), self.num_symbols, generator)
        given = torch.cat([ITEM * torch.ones_like(names), names, strings], dim=-1)
        chosen = torch.randint(_PER_SEGMENT, (num_rows, segments), generator=generator)
        question = given.gather(2, chosen[..., None, None].expand(-1, -1, 1, given.shape[-1]))
        question[:, -1] = question[:, 0]
        question[..., 0] = ASK
        ids, asked = self._laid_out(torch.cat([given, question], dim=2), generator)
        at_last = asked.clone()
        at_last[:, :-1] = False
        ids, asked, at_last = (each.flatten(1) for each in (ids, asked, at_last))
        return Examples(ids, only(ids, at_last), only(ids, asked))

    def _laid_out(self, parts: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
        """Parts `[B, T, n, P]` with padding between, and where the last one's string is; `[B, T, S]`."""
        *rows, num_parts, width = parts.shape
        gaps = torch.randint(_PADDING + 1, (*rows, num_parts), generator=generator).sort(-1).values
        start = gaps + width * torch.arange(num_parts)
        places = (start[..., None] + torch.arange(width)).flatten(-2)
        ids = torch.full((*rows, self.segment_length), END)
        ids.scatter_(-1, places, parts.flatten(-2))
        asked = torch.zeros_like(ids, dtype=torch.bool)
        asked.scatter_(-1, places[..., -self.length :], value=True)
        return ids, asked
