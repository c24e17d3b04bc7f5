"""How often the use of a model to recommend puts first what was chosen, on rows that were held out.

Each row is a user: its history is touched item by item, as `memstudio recommend touch` does, and its
candidates are ranked. The controls rank the same candidates with nothing remembered, and with what
is remembered of the next row's user.

Shapes: U rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from memstudio.data.corpus import read_corpus
from memstudio.data.row_choices import choices_in
from memstudio.errors import DataError, marked
from memstudio.evaluation.metrics.rankings import auc
from memstudio.evaluation.story_recall import Rate
from memstudio.measuring.intervals import FEWEST, UNKNOWN, Interval, drawn_ratios, interval_of
from memstudio.memory.evaluating import evaluating
from memstudio.tasks.likelihood import read_into
from memstudio.tasks.recommending.form import RowForm
from memstudio.tasks.recommending.items import each_once, items_of
from memstudio.tasks.recommending.ranker import TOGETHER, Ranker
from memstudio.tasks.recommending.user_memory import check_remembers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

Way = Literal["memory", "another's memory", "memory reset", "chance"]
_SEED = 0


@dataclass(frozen=True, slots=True)
class RecommendRow:
    """A user of whom it is known what was chosen.

    Attributes:
        touched: what the user had touched, in its order.
        offered: the candidates.
        chosen: those of them that were chosen.
    """

    touched: tuple[str, ...]
    offered: tuple[str, ...]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class RecommendFigure:
    """How one way of ranking did.

    Attributes:
        way: with the user's memory, or a control.
        first: the share of rows whose first place went to what was chosen.
        first_interval: its 95% interval (Wilson).
        auc: the chance that what was chosen stands above what was not.
        auc_interval: its 95% interval (bootstrap).
        gain: by how much more of the rows the user's memory puts first what was chosen; None for
            that itself.
        gain_interval: its 95% interval, of pairs of one row.
    """

    way: Way
    first: float
    first_interval: Interval
    auc: float
    auc_interval: Interval
    gain: float | None = None
    gain_interval: Interval = UNKNOWN


@dataclass(frozen=True, slots=True)
class RecommendFigures:
    """All ways, the user's memory first, and of how many rows."""

    figures: tuple[RecommendFigure, ...]
    num_rows: int


def recommend_rows(path: Path, control: Control) -> list[RecommendRow]:
    """The rows of a file in which something, but not everything, was chosen.

    Raises:
        DataError: there are none.
        Cancelled: through `control`.
    """
    corpus = read_corpus([path], control=control)
    kinds = {each.path: each.understood.row_kind for each in corpus.files if each.understood}
    found = [
        row
        for document in corpus.documents
        if kinds.get(document.path) == "recommendation" and (row := _row(document)) is not None
    ]
    if not found:
        raise DataError(
            marked("errors", "There are no recommendations in {path}. It needs rows with the columns history, candidates and clicked."),
            path=str(path),
        )  # fmt: skip
    return found


def measure_recommending(
    loaded: LoadedModel,
    rows: Sequence[RecommendRow],
    control: Control,
    together: int = TOGETHER,
) -> RecommendFigures:
    """Rank the candidates of each row, and see where what was chosen stands.

    Args:
        loaded: a model with a memory.
        rows: that the model was not trained on.
        control: takes progress in rows; may cancel.
        together: candidates that are offered together at most.

    Raises:
        MemoryAttachError: the model has no memory.
        Cancelled: through `control`.
    """
    check_remembers(loaded)
    form = RowForm.of(loaded.tokenizer)
    with evaluating(loaded.model):
        states = [_state(loaded, form, row, control) for row in rows]
        found: dict[Way, list[tuple[float, float]]] = {}
        for number, row in enumerate(rows):
            control.checkpoint()
            control.report(number, len(rows), marked("progress", "Ranking"), "rows")
            ranker = Ranker(loaded, row.offered, together)
            ways: dict[Way, int | None] = {"memory": number}
            if (other := _another(rows, number)) is not None:
                ways["another's memory"] = other
            ways["memory reset"] = None
            for way, whose in ways.items():
                state, last = (
                    (None, "") if whose is None else (states[whose], rows[whose].touched[-1])
                )
                scores = ranker.scores(state, last, control)
                found.setdefault(way, []).append(_outcome(row, scores))
            share = len(row.chosen) / len(row.offered)
            found.setdefault("chance", []).append((share, 0.5))
    own = np.array(found["memory"])
    figures = tuple(_figure(way, np.array(values), own) for way, values in found.items())
    return RecommendFigures(figures, len(rows))


def _another(rows: Sequence[RecommendRow], number: int) -> int | None:
    """The next row of a user who touched other things; None where all touched the same."""
    others = ((number + step) % len(rows) for step in range(1, len(rows)))
    return next((each for each in others if rows[each].touched != rows[number].touched), None)


def _row(document: Document) -> RecommendRow | None:
    turns = document.turns or ()
    asked, answer = turns[-2].text, turns[-1].text
    history = asked.rpartition("\n\n")[0]
    offered = [item.text for item in each_once(items_of(choices_in("recommendation", turns)))]
    chosen = {item.text for item in items_of(answer.split("\n"))} & set(offered)
    touched = [item.text for item in items_of(history.split("\n"))]
    if not touched or not 0 < len(chosen) < len(offered):
        return None
    return RecommendRow(tuple(touched), tuple(offered), frozenset(chosen))


def _state(
    loaded: LoadedModel, form: RowForm, row: RecommendRow, control: Control
) -> MemoryState | None:
    state = None
    for text, before in zip(row.touched, (None, *row.touched), strict=False):
        state = read_into(loaded, state, form.touched(text, after=before), control)
    return state


def _outcome(row: RecommendRow, scores: NDArray[np.float64]) -> tuple[float, float]:
    """Whether what was chosen has the highest score, equal ones sharing it, and the AUC."""
    scores = np.where(np.isnan(scores), -np.inf, scores)
    if not np.isfinite(scores).any():
        return 0.0, 0.0  # A broken model ranks nothing.
    is_best = scores >= scores.max()
    is_chosen = np.array([text in row.chosen for text in row.offered])
    first = float((is_best & is_chosen).sum() / is_best.sum())
    return first, auc([scores.tolist()], [is_chosen.astype(float).tolist()]) or 0.0


def _figure(way: Way, values: NDArray[np.float64], own: NDArray[np.float64]) -> RecommendFigure:
    """The figure of one way by the outcomes of each row, `[U, 2]`."""
    gain = own[:, 0] - values[:, 0]
    first, area = values.mean(0).tolist()
    is_own, is_chance = way == "memory", way == "chance"
    rate = Rate.of(round(values[:, 0].sum()), len(values))
    return RecommendFigure(
        way,
        first,
        UNKNOWN if is_chance else Interval.of(rate),
        area,
        UNKNOWN if is_chance else _interval(values[:, 1]),
        None if is_own else float(gain.mean()),
        UNKNOWN if is_own else _interval(gain),
    )


def _interval(values: NDArray[np.float64]) -> Interval:
    """By the bootstrap, which can tell nothing of what never varied."""
    if len(values) < FEWEST or np.ptp(values) == 0:
        return UNKNOWN
    return interval_of(drawn_ratios(values, np.ones(len(values)), _SEED))
