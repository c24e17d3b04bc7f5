"""Labels: how often the right one was said, and that for each label alike."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.answers import mean

if TYPE_CHECKING:
    from collections.abc import Sequence


def accuracy(said: Sequence[str], expected: Sequence[str]) -> float | None:
    """The share of labels that are right; None when there are none."""
    return mean([float(one == other) for one, other in zip(said, expected, strict=True)])


def above_commonest(said: Sequence[str], expected: Sequence[str]) -> float | None:
    """The accuracy, less that of always saying the label that is expected most often.

    None when there are none.
    """
    right = accuracy(said, expected)
    if right is None:
        return None
    return right - max(Counter(expected).values()) / len(expected)


def macro_f1(said: Sequence[str], expected: Sequence[str]) -> float | None:
    """The mean over the labels of F1, the harmonic mean of precision and recall.

    Every label counts alike, however seldom it is: always saying the commonest earns little. A
    label that was expected and never said, or said and never expected, has F1 0. As scikit-learn's
    `f1_score(average="macro", zero_division=0)`. Sokolova and Lapalme, A systematic analysis of
    performance measures for classification tasks, Information Processing & Management 45 (2009).
    None when there are none.
    """
    right = Counter(one for one, other in zip(said, expected, strict=True) if one == other)
    times_said, times_expected = Counter(said), Counter(expected)
    labels = times_said.keys() | times_expected.keys()
    if not labels:
        return None
    return fmean(2 * right[x] / (times_said[x] + times_expected[x]) for x in sorted(labels))
