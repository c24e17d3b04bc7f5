"""Searching a collection: by words, by vectors, and by what was chosen for queries like this one.

Shapes: N passages, d width.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from memstudio.tasks.clock import now
from memstudio.tasks.collection.fusion import fused
from memstudio.tasks.collection.lexical import LexicalIndex
from memstudio.tasks.collection.query_log import PastQuery
from memstudio.tasks.collection.search_types import Found, SearchResult
from memstudio.tasks.collection.session_queries import with_session
from memstudio.tasks.collection.words import places_of, words_of
from memstudio.told_apart import told_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from memstudio.errors import MemStudioError
    from memstudio.progress import Control
    from memstudio.tasks.collection.collection import Collection
    from memstudio.tasks.collection.passages import Passage
    from memstudio.tasks.collection.search_types import Part
    from memstudio.tasks.collection.text_vectors import TextVectors

    Look = Callable[[str, Sequence[str]], NDArray[np.float64]]

LEAST: dict[Part, float] = {"words": 0.0, "vectors": -2.0, "history": 0.0, "model": -np.inf}
_ALIKE = 0.3
"""How alike a past query must be in its words to say something of this one."""
_NEAR = 0.5
"""The cosine that stands for the same, where an encoder compares the two."""
_LOOKED_AT = 20
"""Passages, the best by all else, that a model looks at again."""
_MOST_PAST = 1
"""Past queries whose choice counts, the likest of them."""
_SHOWN_BEFORE = 3
_TOO_SHORT = 1e-9


class Searcher:
    """A collection that is ready to be searched, as it was when this was made.

    Args:
        collection: what to search.
        by: gives vectors; None to search by words alone.
        control: takes progress while vectors are made; may cancel.

    Attributes:
        passages: that are searched.
        problems: what was set aside as damaged.

    Raises:
        StorageError: vectors cannot be kept.
        Cancelled: through `control`.
    """

    def __init__(self, collection: Collection, by: TextVectors | None, control: Control) -> None:
        contents = collection.contents()
        self.collection = collection
        self.problems: tuple[MemStudioError, ...] = contents.problems
        names = told_apart(
            [source.name for source in contents.sources],
            [(PurePath(source.path).parent,) for source in contents.sources],
        )
        self._names = {each.id: name for each, name in zip(contents.sources, names, strict=True)}
        self.passages: list[Passage] = [p for s in contents.sources for p in s.passages()]
        self.stamp = tuple((source.id, source.digest) for source in contents.sources)
        self.index = LexicalIndex([passage.text for passage in self.passages])
        self._places = {passage.key: at for at, passage in enumerate(self.passages)}
        self.by = by
        self._mean: NDArray[np.float32] | None = None
        if by is not None and self.passages:
            vectors = collection.vectors(contents.sources, self.passages, by, control)
            # All states of a language model lie close together; what tells texts apart is how they
            # differ from the mean. Encoders that were trained for it need no such help.
            self._mean = np.zeros_like(vectors[0]) if by.is_encoder else vectors.mean(0)
            self._vectors = _of_length_one(vectors - self._mean)
        self._asked: dict[str, NDArray[np.float32]] = {}

    def is_current(self) -> bool:
        """Whether the collection is as it was."""
        contents = self.collection.contents()
        return self.stamp == tuple((source.id, source.digest) for source in contents.sources)

    def search(
        self,
        query: str,
        *,
        count: int = 10,
        control: Control,
        notes: bool = True,
        past: Sequence[PastQuery] | None = None,
        look: Look | None = None,
    ) -> SearchResult:
        """Find passages, the best first.

        Args:
            query: in words.
            count: passages at most.
            control: may cancel.
            notes: whether the query goes into the log of past ones.
            past: earlier queries; None for those of the log.
            look: lets a model look at the best passages again; it is given the queries of this
                sitting, a line each.

        Raises:
            StorageError: the query cannot be noted.
            Cancelled: through `control`.
        """
        earlier = self.collection.queries.entries() if past is None else past
        scores = self.scores(query, control, earlier)
        when = now()
        if look is not None:
            asked = with_session(query, earlier, when)
            scores["model"] = self.looked_at(asked, scores, look)
        results = []
        wanted = self.index.telling(query)
        for at, score, parts in fused(scores, LEAST)[:count]:
            passage = self.passages[at]
            marks = tuple(places_of(passage.text, wanted))
            results.append(Found(passage, self._names[passage.source], score, parts, marks))
        if notes and query.strip():
            self.collection.queries.add(PastQuery(when, query))
        return SearchResult(
            self.collection.name,
            query,
            when,
            tuple(results),
            len(self.passages),
            tuple(scores),
            self.by.name if self.by is not None else "",
            tuple(each for _, each in self._alike(query, earlier, control)[:_SHOWN_BEFORE]),
        )

    def scores(
        self, query: str, control: Control, past: Sequence[PastQuery] = ()
    ) -> dict[Part, NDArray[np.float64]]:
        """What each part says of each passage, `[N]`; parts that cannot say anything are left out."""
        found: dict[Part, NDArray[np.float64]] = {"words": self.index.scores(query)}
        if self.by is not None and self._mean is not None and query.strip():
            asked = self.by.of([query], control)[0] - self._mean
            found["vectors"] = (self._vectors @ _of_length_one(asked[None])[0]).astype(np.float64)
        history = np.zeros(len(self.passages))
        chosen = [pair for pair in self._alike(query, past, control) if pair[1].chosen]
        # Of many like ones most are about something else; each would push what is right down.
        for likeness, each in chosen[:_MOST_PAST]:
            at = self._places.get(each.chosen)
            # The passage may be another by now, when its document was changed.
            if at is not None and self.passages[at].text == each.passage:
                history[at] = max(history[at], likeness)
        if history.any():
            found["history"] = history
        return found

    def choose(self, result: SearchResult, number: int) -> PastQuery:
        """Note which result was opened, counted from 0.

        Raises:
            StorageError: it cannot be noted.
        """
        passage = result.results[number].passage
        query = PastQuery(result.when, result.query, passage.key, passage.text)
        self.collection.queries.add(query)
        return query

    def looked_at(
        self, query: str, scores: Mapping[Part, NDArray[np.float64]], look: Look
    ) -> NDArray[np.float64]:
        """What a model says of the best passages, `[N]`; of the others nothing."""
        best = [at for at, _, _ in fused(scores, LEAST)[:_LOOKED_AT]]
        found = np.full(len(self.passages), -np.inf)
        if best:
            found[best] = look(query, [self.passages[at].text for at in best])
        return found

    # ------------------------------------------------------------------ inside

    def _alike(
        self, query: str, past: Sequence[PastQuery], control: Control
    ) -> list[tuple[float, PastQuery]]:
        """Past queries that are like this one, the likest first, of equal ones the latest."""
        words = words_of(query)
        near = self._nearness(query, past, control)
        found: dict[tuple[str, str], tuple[float, PastQuery]] = {}
        for each in past:
            likeness = self.index.overlap(words, words_of(each.text))
            likeness = likeness if likeness >= _ALIKE else 0.0
            likeness = max(likeness, near.get(each.text, 0.0))
            if likeness:
                found[each.text, each.chosen] = (likeness, each)
        latest = sorted(found.values(), key=lambda pair: pair[1].when, reverse=True)
        return sorted(latest, key=lambda pair: (-pair[0], not pair[1].chosen))

    def _nearness(
        self, query: str, past: Sequence[PastQuery], control: Control
    ) -> dict[str, float]:
        """The cosines of past queries that mean about the same, by an encoder that can tell."""
        if self.by is None or not self.by.is_encoder or not query.strip() or not past:
            return {}
        texts = list(dict.fromkeys([query, *(each.text for each in past)]))
        new = [text for text in texts if text not in self._asked]
        vectors = _of_length_one(self.by.of(new, control)) if new else ()
        self._asked.update(zip(new, vectors, strict=True))
        cosines = {text: float(self._asked[text] @ self._asked[query]) for text in texts}
        return {text: value for text, value in cosines.items() if value >= _NEAR}


def _of_length_one(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: NDArray[np.float32] = vectors / np.maximum(lengths, _TOO_SHORT)
    return found
