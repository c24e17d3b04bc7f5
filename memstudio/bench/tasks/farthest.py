"""The n-th farthest of the Relational Memory Core (arXiv 1806.01822), with points on a line.

As in the paper every input says what is asked, so that the memory can work it out as it reads. In
the paper points are vectors of 16 numbers; here they are places on a line, which small models learn
to compare in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, END, FIRST_SYMBOL, IGNORED, ITEM, Examples, only

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class NthFarthest:
    """Points on a line, one a segment; which other is the n-th farthest from one of them?

    Every segment reads: mark, name, place, name of the one asked about, n, answer. Then come
    segments without a point, in which a memory may go on working; the last one is tested. In
    training every segment is asked which it is of the points before it, where there is one; the
    answers do not stand in the text.

    Attributes:
        points: how many; the size.
        places: on the line; no two points share one.
        pondering: segments between the last point and the one that is tested.
    """

    points: int = 5
    places: int = 16
    pondering: int = 1

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"n-th farthest of {self.points}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are: names, names that are asked about, ranks, places."""
        return FIRST_SYMBOL + 3 * self.points + self.places

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 6

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
        parts: list[tuple[Tensor, Tensor]] = []
        missing = num_rows
        while missing > 0:
            parts.append(self._try(2 * missing + 8, size, generator))
            missing -= parts[-1][0].shape[0]
        ids, practice = (torch.cat(each)[:num_rows] for each in zip(*parts, strict=True))
        asked = torch.zeros_like(ids, dtype=torch.bool)
        asked[:, -1] = True
        return Examples(ids, only(ids, asked), practice)

    def _try(self, num_rows: int, n: int, generator: Generator) -> tuple[Tensor, Tensor]:
        """Ids and practice of about half as many rows, without those where two are equally far."""
        place = torch.rand(num_rows, self.places, generator=generator).argsort(1)[:, :n]
        names = torch.rand(num_rows, self.points, generator=generator).argsort(1)[:, :n]
        centre = torch.randint(n, (num_rows, 1), generator=generator)
        rank = torch.randint(n - 1, (num_rows, 1), generator=generator)
        distance = (place - place.gather(1, centre)).abs()
        in_order = distance.sort(1).values
        is_clear = (in_order[:, :-1] != in_order[:, 1:]).all(1)
        names, centre, rank, distance, place = (
            each[is_clear] for each in (names, centre, rank, distance, place)
        )
        first_about = FIRST_SYMBOL + self.points
        first_rank = first_about + self.points
        item = torch.stack(
            [
                torch.full_like(names, ITEM),
                names + FIRST_SYMBOL,
                place + first_rank + self.points,
            ],
            dim=2,
        )
        nothing = torch.full_like(item[:, :1], ASK)
        about = torch.cat([names.gather(1, centre) + first_about, rank + first_rank], dim=1)
        segments, answers = [], []
        for read in range(1, n + self.pondering + 2):
            so_far = distance[:, : max(1, read - 1)]
            order = so_far.argsort(1, descending=True)
            answer = names.gather(1, order.gather(1, rank.clamp(max=so_far.shape[1] - 1)))
            # Of fewer points there is no n-th farthest, and none before the centre is known.
            has_one = (centre < read - 1) & (rank + 1 < so_far.shape[1])
            shown = item[:, read - 1] if read <= n else nothing[:, 0]
            segments.append(torch.cat([shown, about, torch.full_like(rank, END)], dim=1))
            answers.append(torch.where(has_one, answer + FIRST_SYMBOL, IGNORED))
        ids = torch.cat(segments, dim=1)
        practice = torch.full_like(ids, IGNORED)
        practice[:, 5::6] = torch.cat(answers, dim=1)
        ids[:, -1] = practice[:, -1]
        return ids, practice
