"""The n-th farthest of the Relational Memory Core (arXiv 1806.01822), with points on a line.

As in the paper every input says what is asked, so that the memory can work it out as it reads. In
the paper points are vectors of 16 numbers; here they are places on a line, which small models learn
to compare in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, FIRST_SYMBOL, ITEM, Examples, only

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class NthFarthest:
    """Points on a line, one a segment; which other is the n-th farthest from one of them?

    Every segment reads: mark, name, place, name of the one asked about, n. Then come segments that
    say no more than what is asked, in which a memory may go on working; the last one answers.

    Attributes:
        points: how many; the size.
        places: on the line.
        pondering: segments between the last point and the answer.
    """

    points: int = 5
    places: int = 16
    pondering: int = 2

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"n-th farthest of {self.points}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are: names, ranks, places."""
        return FIRST_SYMBOL + 2 * self.points + self.places

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 5

    @property
    def full_size(self) -> int:
        """Points."""
        return self.points

    @property
    def chance(self) -> float:
        """Accuracy of guessing: the one asked about is never the answer."""
        return 1 / (self.points - 1)

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` points; no two are equally far from the one asked about."""
        size = max(2, size or self.points)
        parts: list[Tensor] = []
        missing = num_rows
        while missing > 0:
            parts.append(self._try(2 * missing + 8, size, generator))
            missing -= parts[-1].shape[0]
        ids = torch.cat(parts)[:num_rows]
        asked = torch.zeros_like(ids, dtype=torch.bool)
        asked[:, -1] = True
        return Examples(ids, only(ids, asked))

    def _try(self, num_rows: int, n: int, generator: Generator) -> Tensor:
        place = torch.randint(self.places, (num_rows, n), generator=generator)
        names = torch.rand(num_rows, self.points, generator=generator).argsort(1)[:, :n]
        centre = torch.randint(n, (num_rows, 1), generator=generator)
        rank = torch.randint(n - 1, (num_rows, 1), generator=generator)
        distance = (place - place.gather(1, centre)).abs()
        order = distance.argsort(1, descending=True)
        ordered = distance.gather(1, order)
        is_clear = (ordered[:, :-1] != ordered[:, 1:]).all(1)
        first_rank = FIRST_SYMBOL + self.points
        first_place = first_rank + self.points
        about, asked = names.gather(1, centre) + FIRST_SYMBOL, rank + first_rank
        answer = names.gather(1, order.gather(1, rank)) + FIRST_SYMBOL
        mark = torch.full_like(rank, ASK)
        items = _segments(
            ITEM * torch.ones_like(names), names + FIRST_SYMBOL, place + first_place, about, asked
        )
        pondering = _segments(mark, mark, mark, about, asked).repeat(1, self.pondering)
        return torch.cat([items, pondering, mark, mark, about, asked, answer], dim=1)[is_clear]


def _segments(*parts: Tensor) -> Tensor:
    """`[B, 5 n]` of the tokens at each place, `[B, n]` or `[B, 1]`."""
    longest = max(parts, key=lambda part: part.shape[1])
    return torch.stack([part.expand_as(longest) for part in parts], dim=2).flatten(1)
