"""Rankings: how far up those stand that were wanted.

A ranking is given as the relevance of its items from the first place to the last: 0 for those that
nobody wanted. Rankings in which nothing, or everything, was wanted say nothing of an order; they
are left out where that matters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.answers import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ranking = Sequence[float]


def in_order(scores: Sequence[float], relevance: Sequence[float]) -> list[float]:
    """The relevance of items from the highest score to the lowest.

    Items of one score come with the least relevant first, so that a model that tells nothing apart
    earns nothing by it; nor does one whose scores are no numbers, which come last.
    """
    known = (-math.inf if math.isnan(score) else score for score in scores)
    pairs = zip(known, relevance, strict=True)
    return [wanted for _, wanted in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))]


def ndcg(rankings: Sequence[Ranking], most: int = 10) -> float | None:
    """The gain of the first `most` items, later ones less, as a share of the best order's.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20 (2002):
    the gain of an item is its relevance over log2 of its place + 1. None when nothing was wanted.
    """
    return mean([_gain(r[:most]) / _gain(_best(r)[:most]) for r in rankings if any(r)])


def mrr(rankings: Sequence[Ranking]) -> float | None:
    """The mean of 1 over the place of the first wanted item.

    Voorhees, The TREC-8 Question Answering Track Report, 1999. None when nothing was wanted.
    """
    return mean([1 / (1 + next(i for i, x in enumerate(r) if x > 0)) for r in rankings if any(r)])


def recall(rankings: Sequence[Ranking], most: int) -> float | None:
    """The share of wanted items among the first `most`; None when nothing was wanted."""
    shares = [_wanted(r[:most]) / _wanted(r) for r in rankings if any(r)]
    return mean(shares)


def auc(scores: Sequence[Sequence[float]], relevance: Sequence[Ranking]) -> float | None:
    """The chance that a wanted item has a higher score than one that was not; equal ones count half.

    The mean over lists, as recommendation is measured (Wu et al., MIND, ACL 2020). Hanley and
    McNeil, The meaning and use of the area under a ROC curve, Radiology 143 (1982). 0.5 is what
    chance gives. None when no list has both.
    """
    values = []
    for own, wanted in zip(scores, relevance, strict=True):
        good = [score for score, x in zip(own, wanted, strict=True) if x > 0]
        bad = [score for score, x in zip(own, wanted, strict=True) if x <= 0]
        if good and bad:
            won = sum((a > b) + (a == b) / 2 for a in good for b in bad)
            values.append(won / (len(good) * len(bad)))
    return mean(values)


def _gain(ranking: Ranking) -> float:
    return sum(x / math.log2(place + 2) for place, x in enumerate(ranking))


def _best(ranking: Ranking) -> list[float]:
    return sorted(ranking, reverse=True)


def _wanted(ranking: Ranking) -> int:
    return sum(x > 0 for x in ranking)
