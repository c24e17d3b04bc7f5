"""Passages by the words that they share with a query: BM25.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, Foundations and
Trends in Information Retrieval 3 (2009), equation 3.15, with the weight of a word that is never
below zero (Lucene's).

Shapes: N passages.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from memstudio.tasks.collection.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_K1 = 1.2
_B = 0.75
_UNKNOWN = 0.1


class LexicalIndex:
    """The words of passages, to be asked for those that fit a query.

    Args:
        texts: of the passages.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        counts: dict[str, list[int]] = defaultdict(list)
        lengths = np.zeros(len(texts))
        for number, text in enumerate(texts):
            found = Counter(words_of(text))
            lengths[number] = found.total()
            for word, count in found.items():
                places[word].append(number)
                counts[word].append(count)
        self._size = len(texts)
        self._places = {word: np.asarray(each) for word, each in places.items()}
        mean = float(lengths.mean()) if len(texts) else 1.0
        self._slack = _K1 * (1 - _B + _B * lengths / max(mean, 1.0))
        self._counts = {word: np.asarray(each, float) for word, each in counts.items()}

    def weight(self, word: str) -> float:
        """How telling a word is: about the logarithm of how rare it is."""
        number = len(self._places.get(word, ()))
        return math.log(1 + (self._size - number + 0.5) / (number + 0.5))

    def telling(self, query: str) -> set[str]:
        """The words of a query that tell passages apart: not those that stand in most of them."""
        weights = {word: self.weight(word) for word in words_of(query) if word in self._places}
        least = max(weights.values(), default=0.0) / 8
        return {word for word, weight in weights.items() if weight >= least}

    def scores(self, query: str) -> NDArray[np.float64]:
        """`[N]`, 0 where no word is shared."""
        total = np.zeros(self._size)
        for word in set(words_of(query)) & self._places.keys():
            at, count = self._places[word], self._counts[word]
            total[at] += self.weight(word) * count * (_K1 + 1) / (count + self._slack[at])
        return total

    def overlap(self, one: Iterable[str], other: Iterable[str]) -> float:
        """How alike two queries' words are: the cosine between them, rare words counting more.

        Words that no passage has count little: they say nothing of which passage is meant.
        """
        mine, theirs = set(one), set(other)
        lengths = [sum(map(self._telling_of, each)) for each in (mine, theirs)]
        if not all(lengths):
            return 0.0
        return sum(map(self._telling_of, mine & theirs)) / math.sqrt(lengths[0] * lengths[1])

    def _telling_of(self, word: str) -> float:
        return (self.weight(word) * (1.0 if word in self._places else _UNKNOWN)) ** 2

    def coverage(self, query: str, text: str) -> float:
        """The share of a query's words, by their weight, that a text holds: from 0 to 1."""
        asked, held = set(words_of(query)), set(words_of(text))
        whole = sum(map(self.weight, asked))
        return sum(map(self.weight, asked & held)) / whole if whole else 0.0
