"""How well a collection is searched, by each part and by all together, with past queries and without.

Shapes: N passages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.data.corpus import read_corpus
from memstudio.errors import DataError, marked
from memstudio.evaluation.metrics.rankings import mrr
from memstudio.tasks.collection.fusion import fused
from memstudio.tasks.collection.query_log import PastQuery
from memstudio.tasks.collection.search_memory import (
    MOST_READ,
    model_scores,
    query_text,
    remembers,
)
from memstudio.tasks.collection.searcher import LEAST
from memstudio.tasks.likelihood import read_into

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.search_types import Part
    from memstudio.tasks.collection.searcher import Searcher


@dataclass(frozen=True, slots=True)
class WantedPassage:
    """A query, and the text that it should find."""

    query: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """How one way of searching did.

    Attributes:
        way: which parts, in words.
        mrr: mean reciprocal rank of the first right passage.
        recall: the share of queries whose right passage is among the first 1, 5 and 10.
        count: queries.
    """

    way: str
    mrr: float
    recall: tuple[float, float, float]
    count: int


def wanted_of(path: Path, control: Control) -> list[WantedPassage]:
    """The queries of a file, with the documents that they should find.

    Raises:
        DataError: there are none in it.
        Cancelled: through `control`.
    """
    found = []
    for document in read_corpus([path], control=control).documents:
        turns = document.turns or ()
        if len(turns) > 1 and (turns[-2].speaker, turns[-1].speaker) == ("user", "assistant"):
            found.append(WantedPassage(turns[-2].text, turns[-1].text))
    if not found:
        raise DataError(
            marked("errors", "There are no queries with documents in {path}. It needs rows with the columns query and document."),
            path=str(path),
        )  # fmt: skip
    return found


def measure_search(
    searcher: Searcher,
    wanted: Sequence[WantedPassage],
    past: Sequence[WantedPassage],
    control: Control,
    loaded: LoadedModel | None = None,
) -> tuple[SearchFigures, ...]:
    """Ask each query, and see where the passage that it should find stands.

    Args:
        searcher: of the collection that holds the texts; those that it does not hold are left out.
        wanted: what is asked; nothing of it is noted.
        past: what was asked before, with what was chosen.
        control: takes progress in queries; may cancel.
        loaded: a model that looks at the best passages again; None to do without.

    Raises:
        DataError: the collection holds none of the texts.
        Cancelled: through `control`.
    """
    log = [query for each in past if (query := _chosen(searcher, each)) is not None]
    state = _state_after(log, loaded, control) if loaded is not None and remembers(loaded) else None
    places: dict[str, list[list[float]]] = {}
    for number, each in enumerate(wanted):
        control.checkpoint()
        control.report(number, len(wanted), unit="rows")
        right = _right(searcher, each.text)
        if not right:
            continue
        scores = searcher.scores(each.query, control, log)
        without: dict[Part, NDArray[np.float64]] = {
            part: own for part, own in scores.items() if part != "history"
        }
        ways: dict[str, Mapping[Part, NDArray[np.float64]]] = {
            part: {part: own} for part, own in without.items()
        }
        if len(without) > 1:
            ways["words + vectors"] = without
        if log:
            ways["with past queries"] = scores
        if loaded is not None:
            ways["+ model"] = _with_model(searcher, loaded, None, each.query, without, control)
        if loaded is not None and state is not None:
            ways["+ model that remembers past queries"] = _with_model(
                searcher, loaded, state, each.query, without, control
            )
        for way, own in ways.items():
            order = [float(at in right) for at, _, _ in fused(own, LEAST)]
            places.setdefault(way, []).append(order)
    if not places:
        raise DataError(
            marked("errors", "None of these queries has its document in the collection '{name}'. Add the documents first."),
            name=searcher.collection.name,
        )  # fmt: skip
    return tuple(_figures(way, rankings) for way, rankings in places.items())


def _figures(way: str, rankings: Sequence[Sequence[float]]) -> SearchFigures:
    # What was not found has no reciprocal rank, which counts as 0.
    found = [each for each in rankings if any(each)]
    share = len(found) / len(rankings)
    at = [sum(any(each[:most]) for each in rankings) / len(rankings) for most in (1, 5, 10)]
    return SearchFigures(way, (mrr(found) or 0.0) * share, (at[0], at[1], at[2]), len(rankings))


def _right(searcher: Searcher, text: str) -> set[int]:
    """The passages of a text; where it is longer than a passage, all that are in it."""
    return {
        at for at, each in enumerate(searcher.passages) if each.text in text or text in each.text
    }


def _chosen(searcher: Searcher, wanted: WantedPassage) -> PastQuery | None:
    """As if the first passage of a text had been opened for its query."""
    right = _right(searcher, wanted.text)
    if not right:
        return None
    passage = searcher.passages[min(right)]
    return PastQuery("", wanted.query, passage.key, passage.text)


def _state_after(log: Sequence[PastQuery], loaded: LoadedModel, control: Control) -> MemoryState:
    state: MemoryState | None = None
    for query in log[-MOST_READ:]:
        text = query_text(query, loaded)
        ids = loaded.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        state = read_into(loaded, state, ids, control)
    return loaded.model.initial_state(1) if state is None else state


def _with_model(
    searcher: Searcher,
    loaded: LoadedModel,
    state: MemoryState | None,
    query: str,
    scores: Mapping[Part, NDArray[np.float64]],
    control: Control,
) -> dict[Part, NDArray[np.float64]]:
    def look(query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        return model_scores(loaded, state, query, texts, control)

    return {**scores, "model": searcher.looked_at(query, scores, look)}
