"""Small tasks on random symbols that cannot be done without a memory.

What is asked never stands in the segment of its answer, so a model that sees one segment at a time
can only guess. Copy, reverse and associative retrieval are those of the Recurrent Memory Transformer
(arXiv 2207.06881), remember and rewrite of its associative kin (arXiv 2407.04841), the N-th farthest
of the Relational Memory Core (arXiv 1806.01822, with points on a grid), the passkey of Landmark
Attention (arXiv 2305.16300).

Shapes: B rows, T tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from torch import Generator, Tensor

IGNORED = -100
_FIRST_SYMBOL = 4
_ITEM, _ASK, _END = 1, 2, 3


@dataclass(frozen=True)
class Examples:
    """Examples of a task.

    Attributes:
        ids: `[B, T]`, whole segments.
        labels: `[B, T]`, the token itself where it is asked for, else -100.
    """

    ids: Tensor
    labels: Tensor


class SymbolTask(Protocol):
    """A task with a size."""

    @property
    def name(self) -> str:
        """As it is called in tables."""

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""

    @property
    def num_segments(self) -> int:
        """Segments of one example of full size."""

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples.

        Args:
            num_rows: B.
            generator: where chance comes from.
            size: items to be remembered, for curricula and for tests of greater length; None for
                the full size.
        """


@dataclass(frozen=True)
class Copy:
    """`length` symbols, then the same again, `times` times, or once backwards."""

    length: int = 12
    times: int = 2
    backwards: bool = False
    num_symbols: int = 10
    symbols_per_segment: int = 12

    @property
    def name(self) -> str:
        """As it is called in tables."""
        kind = "reverse" if self.backwards else "copy"
        return f"{kind} {self.length}→{self.length * self.times}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return _FIRST_SYMBOL + self.num_symbols

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.symbols_per_segment

    @property
    def num_segments(self) -> int:
        """Segments of one example."""
        return self.length * (1 + self.times) // self.symbols_per_segment

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_symbols

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples; their size is fixed."""
        del size
        source = _symbols((num_rows, self.length), self.num_symbols, generator)
        target = source.flip(1) if self.backwards else source
        ids = torch.cat([source, target.repeat(1, self.times)], dim=1)
        labels = ids.clone()
        labels[:, : self.length] = IGNORED
        # The first token of a segment is predicted from the one before, where it may still stand.
        labels[:, :: self.symbols_per_segment] = IGNORED
        return Examples(ids, labels)


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
        return _FIRST_SYMBOL + self.num_keys + self.num_values

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 4

    @property
    def num_segments(self) -> int:
        """Segments of one example of full size."""
        return self.pairs + 1

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_values

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` pairs; without rewrites there are at most as many as keys."""
        pairs = size or self.pairs
        if self.rewrites:
            keys = torch.randint(self.num_keys, (num_rows, pairs), generator=generator)
        else:
            order = torch.rand(num_rows, self.num_keys, generator=generator).argsort(1)
            keys = order[:, :pairs]
        values = torch.randint(self.num_values, (num_rows, pairs), generator=generator)
        asked = torch.randint(keys.shape[1], (num_rows, 1), generator=generator)
        key = keys.gather(1, asked)
        # The last place that has the key.
        places = torch.arange(keys.shape[1])
        last = torch.where(keys == key, places, -1).amax(1, keepdim=True)
        value = values.gather(1, last)
        first_value = _FIRST_SYMBOL + self.num_keys
        segments = torch.stack(
            [
                torch.full_like(keys, _ITEM),
                keys + _FIRST_SYMBOL,
                values + first_value,
                torch.full_like(keys, _END),
            ],
            dim=2,
        ).flatten(1)
        question = torch.cat(
            [
                torch.full_like(key, _ASK),
                key + _FIRST_SYMBOL,
                value + first_value,
                torch.full_like(key, _END),
            ],
            dim=1,
        )
        ids = torch.cat([segments, question], dim=1)
        labels = torch.full_like(ids, IGNORED)
        labels[:, -2] = ids[:, -2]
        return Examples(ids, labels)


@dataclass(frozen=True)
class NthFarthest:
    """Points on a grid, one a segment; which is the n-th farthest from point m?"""

    points: int = 6
    side: int = 8

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"n-th farthest of {self.points}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return _FIRST_SYMBOL + self.points + self.side

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return 4

    @property
    def num_segments(self) -> int:
        """Segments of one example."""
        return self.points + 1

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.points

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples; no two points are equally far from the one asked about."""
        del size
        parts = []
        missing = num_rows
        while missing > 0:
            parts.append(self._try(2 * missing + 8, generator))
            missing -= parts[-1].shape[0]
        ids = torch.cat(parts)[:num_rows]
        labels = torch.full_like(ids, IGNORED)
        labels[:, -1] = ids[:, -1]
        return Examples(ids, labels)

    def _try(self, num_rows: int, generator: Generator) -> Tensor:
        n = self.points
        place = torch.randint(self.side, (num_rows, n, 2), generator=generator)
        names = torch.rand(num_rows, n, generator=generator).argsort(1)
        centre = torch.randint(n, (num_rows, 1), generator=generator)
        rank = torch.randint(n, (num_rows, 1), generator=generator)
        middle = place.gather(1, centre[..., None].expand(-1, -1, 2))
        distance = (place - middle).square().sum(-1)
        order = distance.argsort(1, descending=True)
        answer = order.gather(1, rank)
        ordered = distance.gather(1, order)
        is_clear = (ordered[:, :-1] != ordered[:, 1:]).all(1)
        first_name, first_place = _FIRST_SYMBOL, _FIRST_SYMBOL + n
        items = torch.stack(
            [
                torch.full_like(names, _ITEM),
                names + first_name,
                place[..., 0] + first_place,
                place[..., 1] + first_place,
            ],
            dim=2,
        ).flatten(1)
        question = torch.cat(
            [
                torch.full_like(rank, _ASK),
                # The rank in the tokens of the coordinates: any n of them would do.
                rank + first_place,
                names.gather(1, centre) + first_name,
                names.gather(1, answer) + first_name,
            ],
            dim=1,
        )
        return torch.cat([items, question], dim=1)[is_clear]


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
        return _FIRST_SYMBOL + 10 + 16

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.length

    @property
    def num_segments(self) -> int:
        """Segments of one example of full size."""
        return self.segments + 1

    @property
    def chance(self) -> float:
        """Accuracy of guessing a digit."""
        return 0.1

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments before the question."""
        segments = size or self.segments
        noise = torch.randint(16, (num_rows, segments, self.length), generator=generator)
        ids = noise + _FIRST_SYMBOL + 10
        key = _symbols((num_rows, self.digits), 10, generator)
        where = torch.randint(segments, (num_rows,), generator=generator)
        start = torch.randint(
            self.length - self.digits, (num_rows, 1), generator=generator
        ) + torch.arange(self.digits + 1)
        marked = torch.cat([torch.full((num_rows, 1), _ITEM), key], dim=1)
        rows = torch.arange(num_rows)
        ids[rows[:, None], where[:, None], start] = marked
        question = torch.full((num_rows, self.length), _END)
        question[:, 0] = _ASK
        question[:, 1 : 1 + self.digits] = key
        ids = torch.cat([ids.flatten(1), question], dim=1)
        labels = torch.full_like(ids, IGNORED)
        asked = slice(segments * self.length + 1, segments * self.length + 1 + self.digits)
        labels[:, asked] = ids[:, asked]
        return Examples(ids, labels)


def _symbols(shape: tuple[int, ...], count: int, generator: Generator) -> Tensor:
    return torch.randint(_FIRST_SYMBOL, _FIRST_SYMBOL + count, shape, generator=generator)
