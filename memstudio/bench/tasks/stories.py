"""Stories with a few facts scattered through a novel, after BABILong (arXiv 2406.10149)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import torch

from memstudio.bench.tasks.story_facts import GUESSING, LEAST_FACTS, STORY_WORDS, fact_story
from memstudio.bench.tasks.symbol_task import END, FIRST_SYMBOL, Examples, only
from memstudio.resources import resource

if TYPE_CHECKING:
    from torch import Generator

_BOOK = "pride-and-prejudice.txt"
_NUM_NOISE_WORDS = 200
_REST = FIRST_SYMBOL + len(STORY_WORDS)
"""Stands for all words of the novel that have no token of their own."""
_TOKENS = {word: FIRST_SYMBOL + index for index, word in enumerate(STORY_WORDS)}


@dataclass(frozen=True)
class Stories:
    """Facts, at most one a segment, in a running text of a novel; then a question and its answer.

    Attributes:
        task: 1 to 5, as in `story_facts`.
        segments: of text before the question; the size.
        facts: in a story, at most.
        length: tokens of a segment.
    """

    task: int = 1
    segments: int = 6
    facts: int = 4
    length: int = 20

    @property
    def name(self) -> str:
        """As it is called in tables."""
        return f"stories qa{self.task}"

    @property
    def vocab_size(self) -> int:
        """How many tokens there are: words of facts and the commonest of the novel."""
        return _REST + 1 + _NUM_NOISE_WORDS

    @property
    def segment_length(self) -> int:
        """Tokens of a segment."""
        return self.length

    @property
    def full_size(self) -> int:
        """Segments of text."""
        return self.segments

    @property
    def chance(self) -> float:
        """Accuracy of guessing, when words of the question itself are ruled out."""
        return GUESSING[self.task]

    def make(self, num_rows: int, generator: Generator, size: int | None = None) -> Examples:
        """Make examples with `size` segments of text, and not more facts than that."""
        size = max(LEAST_FACTS[self.task], size or self.segments)
        seed = int(torch.randint(2**62, (), generator=generator))
        random = Random(seed)  # noqa: S311 - no secret
        rows, places = [], []
        for _ in range(num_rows):
            row, place = self._row(size, random)
            rows.append(row)
            places.append(place)
        ids = torch.tensor(rows)
        asked = torch.zeros_like(ids, dtype=torch.bool)
        asked[torch.arange(num_rows), torch.tensor(places)] = True
        return Examples(ids, only(ids, asked))

    def _row(self, size: int, random: Random) -> tuple[list[int], int]:
        """The tokens of an example, and where its answer is."""
        story = fact_story(self.task, min(size, self.facts), random)
        book = _book()
        start = random.randrange(len(book) - size * self.length)
        row = list(book[start : start + size * self.length])
        chosen = sorted(random.sample(range(size), len(story.facts)))
        for segment, fact in zip(chosen, story.facts, strict=True):
            first = segment * self.length + random.randrange(self.length - len(fact) + 1)
            row[first : first + len(fact)] = [_TOKENS[word] for word in fact]
        question = [_TOKENS[word] for word in (*story.question, story.answer)]
        place = len(row) + len(question) - 1
        row += question + [END] * (self.length - len(question))
        return row, place


@cache
def _book() -> tuple[int, ...]:
    """The novel in tokens. No word of a fact is among them."""
    words = re.findall(r"[a-z]+", resource("samples", _BOOK).read_text(encoding="utf-8").lower())
    counts = Counter(word for word in words if word not in _TOKENS)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:_NUM_NOISE_WORDS]
    tokens = {word: _REST + 1 + index for index, word in enumerate(common)}
    return tuple(tokens.get(word, _REST) for word in words)
