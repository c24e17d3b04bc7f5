"""ROUGE: what a summary shares with the one that was expected.

Lin, ROUGE: A Package for Automatic Evaluation of Summaries, ACL workshop Text Summarization
Branches Out, 2004. As the package `rouge-score` counts without its stemmer, but words of every
script are kept, and Chinese and Japanese are taken by characters; that package drops both.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.answers import mean
from memstudio.evaluation.metrics.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence


def rouge_n(answers: Sequence[str], expected: Sequence[str], n: int) -> float | None:
    """The mean F1 of runs of `n` words, 0 to 1; 0 where there is no such run. None of nothing."""
    return mean([_overlap(a, b, n) for a, b in zip(answers, expected, strict=True)])


def rouge_l(answers: Sequence[str], expected: Sequence[str]) -> float | None:
    """The mean F1 of the longest words in common that come in the same order, 0 to 1.

    0 where one of the two has no word. None of nothing.
    """
    return mean([_in_order(a, b) for a, b in zip(answers, expected, strict=True)])


def _overlap(said: str, wanted: str, n: int) -> float:
    mine, theirs = _runs(words(said), n), _runs(words(wanted), n)
    return _f1(sum((mine & theirs).values()), mine.total(), theirs.total())


def _runs(found: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(found[i : i + n]) for i in range(len(found) - n + 1))


def _in_order(said: str, wanted: str) -> float:
    mine, theirs = words(said), words(wanted)
    return _f1(_longest_common(mine, theirs), len(mine), len(theirs))


def _longest_common(one: list[str], other: list[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before, row = row, [0]
        for place, theirs in enumerate(other):
            same = word == theirs
            row.append(before[place] + 1 if same else max(before[place + 1], row[place]))
    return row[-1]


def _f1(shared: int, num_mine: int, num_theirs: int) -> float:
    return 2 * shared / (num_mine + num_theirs) if num_mine and num_theirs else 0.0
