"""What a ranking is, and what its reasons are, as plain data. Imports no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.tasks.recommending.items import Item

_MOST_MAIN = 3
_LEAST_CHANGE = 0.005


def share_of(score: float, among: int) -> float:
    """The share, from 0 to 1, that log-odds against any one of the others stand for."""
    return 1 / (1 + (among - 1) * math.exp(-max(-500.0, min(500.0, score))))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place.

    Attributes:
        item: the candidate.
        score: the log-odds, in nats, that it is chosen rather than any one of the few that it is
            offered with; 0 where nobody is preferred.
        score_reset: the same with nothing remembered of the user.
        is_touched: whether the user has touched it before.
        among: candidates of which one is chosen, for its interest.
    """

    item: Item
    score: float
    score_reset: float
    is_touched: bool = False
    among: int = 2

    @property
    def interest(self) -> float:
        """From 0 to 1: how likely it is chosen of `among` that are offered together."""
        return share_of(self.score, self.among)

    @property
    def interest_reset(self) -> float:
        """The same with nothing remembered of the user."""
        return share_of(self.score_reset, self.among)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, the most interesting first.

    Attributes:
        user: whose interest it is.
        model: that predicted it.
        ranked: the candidates.
        num_touched: items that the user has touched.
        together: candidates that were offered together, at most.
        num_left_out: candidates that were left out, as the user has touched them.
    """

    user: str
    model: str
    ranked: tuple[Ranked, ...]
    num_touched: int
    together: int
    num_left_out: int = 0


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """What one touched item does for a candidate.

    Attributes:
        number: of the item among those touched, from 0.
        item: itself.
        effect: by how much the candidate's log-odds fall, in nats, when the item is blanked out:
            the mean over several orders of the items.
        low: the lower end of that mean's 95% interval; None with too few orders to tell.
        high: its upper end.
        alone: by how much they rise when this item is all that is remembered.
    """

    number: int
    item: Item
    effect: float
    low: float | None
    high: float | None
    alone: float

    @property
    def is_beyond_noise(self) -> bool:
        """Whether the candidate would be of less interest without it, as far as can be told."""
        return self.low is not None and self.low > 0


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a candidate stands where it does.

    Attributes:
        user: whose interest it is.
        candidate: what was asked about.
        effects: of the items that were put to the test, the largest effect first.
        num_untested: earlier items, which were read but not put to the test.
        num_orders: of the items, or of the candidates beside them, over which effects are means.
    """

    user: str
    candidate: Ranked
    effects: tuple[ItemEffect, ...]
    num_untested: int
    num_orders: int

    @property
    def reasons(self) -> tuple[ItemEffect, ...]:
        """The items without which the candidate would be of less interest; may be none."""
        return tuple(each for each in self.effects if each.is_beyond_noise)

    @property
    def has_intervals(self) -> bool:
        """Whether there were orders enough to tell what is beyond noise."""
        return all(each.low is not None for each in self.effects)

    @property
    def changes_interest(self) -> bool:
        """Whether all that is remembered moves the interest by half a percent or more."""
        return abs(self.candidate.interest - self.candidate.interest_reset) >= _LEAST_CHANGE

    @property
    def main(self) -> tuple[ItemEffect, ...]:
        """Of the reasons those that are to be named: at most three, that do much."""
        found = self.reasons
        return tuple(each for each in found[:_MOST_MAIN] if each.effect >= found[0].effect / 2)
