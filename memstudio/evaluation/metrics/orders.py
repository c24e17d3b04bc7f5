"""Orders: whether of two things the one that came first was put first."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def kendall_tau(found: Sequence[str], right: Sequence[str]) -> float | None:
    """Kendall's tau: pairs in the right order less those in the wrong one, of all pairs; -1 to 1.

    M. G. Kendall, A new measure of rank correlation, Biometrika 30 (1938). 0 by chance; None for
    less than two things.
    """
    if sorted(found) != sorted(right) or len(set(right)) < len(right):
        raise ValueError("the same things are needed, each once")
    place = {each: number for number, each in enumerate(found)}
    pairs = [place[one] < place[other] for one, other in combinations(right, 2)]
    return (2 * sum(pairs) - len(pairs)) / len(pairs) if pairs else None
