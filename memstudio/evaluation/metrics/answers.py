"""Answers held against those that were expected: exactly, and word by word.

Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text, EMNLP 2016,
arXiv 1606.05250.
"""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.words import answer_words, normalised

if TYPE_CHECKING:
    from collections.abc import Sequence


def exact_match(answers: Sequence[str], expected: Sequence[str]) -> float | None:
    """The share of answers that say what was expected, but for case, punctuation and articles.

    None when there are none.
    """
    pairs = zip(answers, expected, strict=True)
    return mean([float(_plain(said) == _plain(wanted)) for said, wanted in pairs])


def token_f1(answers: Sequence[str], expected: Sequence[str]) -> float | None:
    """How much of the words of an answer and of the expected one is shared, on average.

    The harmonic mean of precision and recall of words, each counted as often as it is there. Two
    answers without a word agree; an answer without a word shares nothing with another. None when
    there are none.
    """
    return mean([_f1(said, wanted) for said, wanted in zip(answers, expected, strict=True)])


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return fmean(values) if values else None


def _plain(text: str) -> str:
    # What is nothing but articles or punctuation is compared as it stands.
    return normalised(text) or text.strip().lower()


def _f1(said: str, wanted: str) -> float:
    mine, theirs = answer_words(said), answer_words(wanted)
    if not mine or not theirs:
        return float(_plain(said) == _plain(wanted))
    shared = sum((Counter(mine) & Counter(theirs)).values())
    return 2 * shared / (len(mine) + len(theirs))
