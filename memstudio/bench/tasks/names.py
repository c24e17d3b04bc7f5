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
    """Pairs of names, one a segment, each somewhere among other words; much later some come again.

    A mention is a mark and two names. When it comes again, behind another mark, the second name is
    asked for: a masked word, made for models that read from left to right.

    Attributes:
        pairs: of names, in the first segments.
        distance: segments of other words before the question; the size.
        num_names: to choose from, on either side of a pair.
        num_words: other words.
        questions: pairs that come again in the last segment.
        length: tokens of a segment.
    """

    pairs: int = 6
    distance: int = 4
    num_names: int = 24
    num_words: int = 48
    questions: int = 4
    length: int = 14

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
        asked = torch.rand(num_rows, self.pairs, generator=generator).argsort(1)
        mark = torch.full_like(second, ITEM)
        mentions = torch.stack([mark, first, second], dim=2)
        again = mentions.gather(1, asked[:, : self.questions, None].expand(-1, -1, 3)).clone()
        again[..., 0] = ASK
        for pair in range(self.pairs):
            _put(ids[:, pair], mentions[:, pair : pair + 1], generator)
        is_answer = torch.zeros_like(ids, dtype=torch.bool)
        answers = _put(ids[:, -1], again, generator)[..., -1]
        is_answer[:, -1].scatter_(1, answers, value=True)
        ids = ids.flatten(1)
        return Examples(ids, only(ids, is_answer.flatten(1)))


def _put(segment: Tensor, mentions: Tensor, generator: Generator) -> Tensor:
    """Lay mentions `[B, n, 3]`, one behind the other, somewhere into a segment `[B, S]`.

    Returns:
        The places `[B, n, 3]`.
    """
    count, width = mentions.shape[1:]
    free = segment.shape[1] - count * width
    gaps = torch.randint(free + 1, mentions.shape[:2], generator=generator).sort(1).values
    start = gaps + width * torch.arange(count)
    places = start[..., None] + torch.arange(width)
    segment.scatter_(1, places.flatten(1), mentions.flatten(1))
    return places
