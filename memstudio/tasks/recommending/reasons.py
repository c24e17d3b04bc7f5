"""Why a candidate is of interest: what blanking out each touched item does to its score.

In the place of an item stand as many tokens that say nothing. Were it left out altogether, all
that comes after would move to other places of its segments, which changes scores about as much as
the item itself. Effects are means over several orders of the items, and their interval says how far
they go beyond what the order does.

Shapes: N items put to the test, R orders.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import DataError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.tasks.likelihood import read_into
from memstudio.tasks.recommending.items import each_once
from memstudio.tasks.recommending.ranker import TOGETHER, Ranker
from memstudio.tasks.recommending.ranking_types import ItemEffect, Ranked, Reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_state import MemoryState
    from memstudio.progress import Control
    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.user_memory import UserMemory

MOST_TESTED = 20
"""Items, the latest, that are blanked out one by one."""
ORDERS = 6
FEWEST_ORDERS = 4
"""Fewer say too little of how far an effect goes beyond what the order does."""
_T = {4: 3.182, 5: 2.776, 6: 2.571}
"""Student's t, two-sided 95%, for one less than so many orders."""


def why(
    memory: UserMemory,
    candidates: Sequence[Item],
    candidate: Item,
    control: Control,
    *,
    together: int = TOGETHER,
) -> Reasons:
    """Blank out each touched item, and measure what that does to one candidate.

    Args:
        memory: of the user.
        candidates: as they were ranked.
        candidate: one of them.
        control: takes progress in items; may cancel.
        together: candidates that are offered together, as they were ranked.

    Raises:
        DataError: it is none of the candidates, or there is only one.
        Cancelled: through `control`.
    """
    offered = each_once(candidates)
    number = next((i for i, item in enumerate(offered) if item.key == candidate.key), None)
    if number is None:
        raise DataError(
            marked("errors", "'{name}' is none of the candidates. Name one of them."),
            name=candidate.text,
        )  # fmt: skip
    ranker = Ranker(memory.loaded, [item.text for item in offered], together)
    trial = _Trial(memory, ranker, number)
    with evaluating(memory.loaded.model):
        score, reset = trial.mean(memory.state, memory.last, control), trial.mean(None, "", control)
        effects, alone = trial.measured(reset, control)
    middle = effects.mean(0)
    num = len(effects)
    half = np.full(len(middle), np.nan)
    if num >= FEWEST_ORDERS:
        half = _T[num] * effects.std(0, ddof=1) / np.sqrt(num)
    touched = memory.user.touched
    first = len(touched) - len(middle)
    found = [
        ItemEffect(
            first + i, touched[first + i].item, float(middle[i]), *_ends(middle[i], half[i]),
            float(alone[i]),
        )
        for i in range(len(middle))
    ]  # fmt: skip
    found.sort(key=lambda each: -each.effect)
    is_touched = offered[number].key in memory.user.keys
    own = Ranked(offered[number], score, reset, is_touched, ranker.longest)
    return Reasons(memory.user.name, own, tuple(found), first, num)


def _ends(middle: float, half: float) -> tuple[float | None, float | None]:
    return (None, None) if np.isnan(half) else (float(middle - half), float(middle + half))


class _Trial:
    """The items of a user, read with one of them blanked out, and what that does to a candidate."""

    def __init__(self, memory: UserMemory, ranker: Ranker, number: int) -> None:
        self._loaded = memory.loaded
        self._ranker = ranker
        self._number = number
        # The lists that the candidate is in, one a round.
        self._lists = [each for lists in ranker.lists for each in lists if number in each]
        self._form = ranker.form
        self._texts = [each.item.text for each in memory.user.touched]
        self._tested = range(max(0, len(self._texts) - MOST_TESTED), len(self._texts))

    def mean(self, state: MemoryState | None, last: str, control: Control) -> float:
        """The candidate's score, over all its lists."""
        odds = [self._odds(state, last, number, control) for number in range(len(self._lists))]
        return float(np.mean(odds))

    def measured(
        self, reset: float, control: Control
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What blanking out does, `[R, N]`, and what each item does alone, `[N]`."""
        orders = self._orders()
        effects = np.zeros((len(orders), len(self._tested)))
        done, total = 0, (len(orders) + 1) * len(self._tested)
        for number, (order, choices) in enumerate(orders):
            texts = [self._texts[index] for index in order]
            parts = [
                self._form.touched(text, after=before)
                for text, before in zip(texts, (None, *texts), strict=False)
            ]
            last = texts[-1]
            whole = self._odds(self._read(parts, None, control), last, choices, control)
            state: MemoryState | None = None
            for place, index in enumerate(order):
                if index in self._tested:
                    self._tell(done, total, control)
                    done += 1
                    blank = self._form.blank(len(parts[place]), is_first=not place)
                    without = self._read([blank, *parts[place + 1 :]], state, control)
                    effect = whole - self._odds(without, last, choices, control)
                    effects[number, index - self._tested.start] = effect
                state = self._read([parts[place]], state, control)
        alone = np.zeros(len(self._tested))
        for place, index in enumerate(self._tested):
            self._tell(done + place, total, control)
            text = self._texts[index]
            only = self._read([self._form.touched(text, after=None)], None, control)
            alone[place] = self.mean(only, text, control) - reset
        return effects, alone

    def _orders(self) -> list[tuple[list[int], int]]:
        """Orders of the items, and the number of the list that each is tried with; all unlike.

        Of one item there is one order, so that only the lists make several of it.
        """
        found: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[list[int], int]] = {}
        for number in range(ORDERS):
            order = list(range(len(self._texts)))
            if number:
                random.Random(number).shuffle(order)  # noqa: S311 - no secret
            choices = number % len(self._lists)
            found.setdefault((tuple(order), tuple(self._lists[choices])), (order, choices))
        return list(found.values())

    def _read(
        self, parts: Sequence[list[int]], state: MemoryState | None, control: Control
    ) -> MemoryState:
        return read_into(self._loaded, state, [i for part in parts for i in part], control)

    def _odds(self, state: MemoryState | None, last: str, number: int, control: Control) -> float:
        numbers = self._lists[number % len(self._lists)]
        odds = self._ranker.odds(state, last, numbers, control)
        return float(odds[numbers.index(self._number)])

    @staticmethod
    def _tell(done: int, total: int, control: Control) -> None:
        control.checkpoint()
        text = marked("progress", "Blanking out what was touched, one by one")
        control.report(done, total, text, "items")
