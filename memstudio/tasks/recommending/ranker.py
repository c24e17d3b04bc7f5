"""Ranks candidates by the interest that a model predicts from what it remembers of a user.

A model is trained on a few candidates that are offered together, and of many at once it makes
little. So all are dealt into small lists, several times anew; a candidate's score is the mean,
over its lists, of the log-odds that it is chosen rather than one of the others there, these taken
at their mean: lists are of unlike length, and in a long one everything is chosen less often.

Shapes: K candidates.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import DataError, marked
from memstudio.tasks.likelihood import log_likelihoods
from memstudio.tasks.recommending.form import RowForm
from memstudio.tasks.recommending.items import each_once
from memstudio.tasks.recommending.ranking_types import Ranked, Ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.user_memory import UserMemory

TOGETHER = 5
"""Candidates that are offered together, as in the task template's rows."""
ROUNDS = 3
"""Times that candidates are dealt anew: whom one is offered with, and where it stands, count less."""


class Ranker:
    """Candidates, dealt into lists: the same ones for whatever is remembered.

    Args:
        loaded: a model.
        texts: the candidates, K.
        together: offered together at most.

    Attributes:
        lists: of candidates by their numbers, for each round.
        longest: candidates that are really offered together at most.

    Raises:
        DataError: there are fewer than two candidates.
    """

    def __init__(self, loaded: LoadedModel, texts: Sequence[str], together: int = TOGETHER) -> None:
        if len(texts) < 2:
            raise DataError(
                marked("errors", "At least two candidates are needed, since one is ranked among others. Add more.")
            )  # fmt: skip
        self._loaded = loaded
        self._texts = list(texts)
        self._form = RowForm.of(loaded.tokenizer)
        self.lists = [dealt(len(texts), together, number) for number in range(ROUNDS)]
        self.longest = max(len(each) for lists in self.lists for each in lists)

    @property
    def form(self) -> RowForm:
        """How items and candidates are read."""
        return self._form

    def scores(
        self, state: MemoryState | None, last: str, control: Control, text: str = ""
    ) -> NDArray[np.float64]:
        """The mean log-odds of each candidate, `[K]`, in nats.

        Args:
            state: what is remembered; None for nothing.
            last: the item that was touched last, if anything is remembered.
            control: takes progress when there is a `text` for it; may cancel.
            text: what is being done.

        Raises:
            Cancelled: through `control`.
        """
        total = np.zeros(len(self._texts))
        all_lists = [each for lists in self.lists for each in lists]
        for number, each in enumerate(all_lists):
            control.checkpoint()
            if text:
                control.report(number, len(all_lists), text, "lists")
            total[each] += self.odds(state, last, each, control)
        return total / ROUNDS

    def odds(
        self, state: MemoryState | None, last: str, numbers: Sequence[int], control: Control
    ) -> NDArray[np.float64]:
        """The log-odds, in nats, that each is chosen of those offered, rather than any other one.

        0 where nobody is preferred.
        """
        texts = [self._texts[number] for number in numbers]
        prompt, answers = self._form.offered(texts, after=None if state is None else last)
        found = log_likelihoods(self._loaded, state, prompt, answers, control)
        totals = np.array([each.total for each in found])
        others = [np.logaddexp.reduce(np.delete(totals, i)) for i in range(len(totals))]
        odds: NDArray[np.float64] = totals - np.array(others) + np.log(len(totals) - 1)
        return odds


def dealt(num: int, together: int, round_number: int) -> list[list[int]]:
    """Numbers below `num`, dealt into lists of about equal length, of two at least.

    The first time they stay in their order where one list holds them.
    """
    order = list(range(num))
    if round_number or num > together:
        random.Random(round_number).shuffle(order)  # noqa: S311 - no secret
    num_lists = max(1, min(-(-num // together), num // 2))
    return [order[start::num_lists] for start in range(num_lists)]


def rank(
    memory: UserMemory,
    candidates: Sequence[Item],
    control: Control,
    *,
    together: int = TOGETHER,
    leaves_out_touched: bool = False,
) -> Ranking:
    """Rank candidates by the interest that is predicted from a user's memory.

    Args:
        memory: of the user.
        candidates: what is offered; each counts once.
        control: takes progress in lists; may cancel.
        together: candidates that are offered together at most.
        leaves_out_touched: whether items that the user has touched are no candidates.

    Raises:
        DataError: there are fewer than two candidates.
        Cancelled: through `control`.
    """
    touched = memory.user.keys
    offered = each_once(candidates)
    kept = [item for item in offered if not (leaves_out_touched and item.key in touched)]
    ranker = Ranker(memory.loaded, [item.text for item in kept], together)
    score = ranker.scores(memory.state, memory.last, control, marked("progress", "Ranking"))
    reset = ranker.scores(None, "", control, marked("progress", "Ranking without the memory"))
    ranked = [
        Ranked(item, float(score[i]), float(reset[i]), item.key in touched, ranker.longest)
        for i, item in enumerate(kept)
    ]
    ranked.sort(key=lambda each: -each.score)
    return Ranking(
        memory.user.name,
        memory.loaded.source.name,
        tuple(ranked),
        len(memory.user.touched),
        ranker.longest,
        len(offered) - len(kept),
    )
