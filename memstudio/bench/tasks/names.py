"""Names that come again: who was named beside whom, some segments of other words ago."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.symbol_task import ASK, FIRST_SYMBOL, ITEM, Examples, only, symbols

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class Names:
    """Pairs of names, one a segment, each somewhere among other words; much later one comes again.

    When a name comes again, a mark stands where its neighbour's name belongs, which is then asked
    for: a masked word, made for models that read from left to right.

    Attributes:
        pairs: of names, in the first segments.
        distance: segments of other words before the question; the size.
        num_names: to choose from, on either side of a pair.
        num_words: other words.
        length: tokens of a segment.
    """

    pairs: int = 6
    distance: int = 4
    num_names: int = 24
    num_words: int = 48
    length: int = 10

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"names {self.distance} back"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are."""
        return FIRST_SYMBOL + 2 * self.num_names + self.num_words

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.length

    @property
    def full_size(self) -> int:
        """The distance."""
        return self.distance

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.num_names

    @property
    def first_name(self) -> int:
        """The lowest token that is a name: as in most vocabularies, common words come first."""
        return FIRST_SYMBOL + self.num_words

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments of other words."""
        n = self.num_names
        segments = self.pairs + (size or self.distance) + 1
        ids = symbols((num_rows, segments, self.length), self.num_words, generator)
        first = torch.rand(num_rows, n, generator=generator).argsort(1)[:, : self.pairs]
        second = symbols((num_rows, self.pairs), n, generator, self.num_words + n)
        first = first + self.first_name
        asked = torch.randint(self.pairs, (num_rows, 1), generator=generator)
        mark = torch.full_like(second, ITEM)
        mentions = torch.stack([first, mark, second], dim=2)
        again = mentions.gather(1, asked[..., None].expand(-1, -1, 3)).clone()
        again[..., 1] = ASK
        where = torch.cat([torch.arange(self.pairs), torch.tensor([segments - 1])])
        mentions = torch.cat([mentions, again], dim=1)
        start = torch.randint(self.length - 2, (num_rows, self.pairs + 1, 1), generator=generator)
        _put(ids, where, start, mentions)
        is_answer = torch.zeros_like(ids, dtype=torch.bool)
        is_answer[:, -1].scatter_(1, start[:, -1] + 2, value=True)
        ids = ids.flatten(1)
        return Examples(ids, only(ids, is_answer.flatten(1)))


def _put(ids: Tensor, segments: Tensor, start: Tensor, mentions: Tensor) -> None:
    """Lay mentions `[B, n, 3]` into segments `[n]` of ids `[B, T, S]`, from `start` `[B, n, 1]` on."""
    rows = torch.arange(len(ids))[:, None, None]
    places = start + torch.arange(mentions.shape[2])
    ids[rows, segments[None, :, None], places] = mentions
