"""Several rankings as one: reciprocal rank fusion.

Cormack, Clarke and Büttcher, Reciprocal Rank Fusion outperforms Condorcet and individual Rank
Learning Methods, SIGIR 2009. Ranks are joined, not scores, because BM25 and cosines have no common
scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.tasks.collection.search_types import PartScore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from memstudio.tasks.collection.search_types import Part

_K = 60
_SAME = 1e-9
DEEPEST = 200
"""Places of each ranking that count."""


def ranking(scores: NDArray[np.float64], least: float) -> list[int]:
    """The places of the highest scores above `least`, the highest first; equal ones as they stand."""
    order = np.argsort(-scores, kind="stable")[:DEEPEST]
    return [int(at) for at in order if scores[at] > least]


def fused(
    scores: Mapping[Part, NDArray[np.float64]], least: Mapping[Part, float]
) -> list[tuple[int, float, tuple[PartScore, ...]]]:
    """Passages by all parts together, the best first: where each is, its score, and its parts.

    Args:
        scores: of each part, `[N]`.
        least: of each part, above which a passage counts as found by it.
    """
    parts: dict[int, list[PartScore]] = {}
    for part, own in scores.items():
        for at, place in _places(own, ranking(own, least[part])):
            parts.setdefault(at, []).append(PartScore(part, float(own[at]), place))
    joined = [
        (at, sum(1 / (_K + each.place) for each in found), tuple(found))
        for at, found in parts.items()
    ]
    return sorted(joined, key=lambda each: (-each[1], each[0]))


def _places(scores: NDArray[np.float64], order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each of a ranking with its place, which equal ones share: a part cannot tell them apart.

    Else the order in which documents were added would outvote the parts that can.
    """
    place, last = 0, np.nan
    for number, at in enumerate(order, 1):
        if not np.isclose(scores[at], last, rtol=_SAME, atol=0.0):
            place, last = number, scores[at]
        yield at, place
