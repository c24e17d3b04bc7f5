"""What a search is asked by and gives, as plain data. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from memstudio.tasks.collection.passages import Passage
    from memstudio.tasks.collection.query_log import PastQuery

Part = Literal["words", "vectors", "history", "model"]
OPEN_MODEL = "model"
"""In place of an encoder's folder: the open language model's own vectors."""


@dataclass(frozen=True, slots=True)
class PartScore:
    """What one part of the search says of a passage.

    Attributes:
        part: which.
        score: BM25 of words; cosine of vectors; how alike the past query is that the passage was
            chosen for; by how much the passage is likelier, in nats a token, after the query.
        place: among all passages by this part, from 1.
    """

    part: Part
    score: float
    place: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found.

    Attributes:
        passage: itself.
        source: the name of the file that it comes from, with its folder where two are called alike.
        score: by which results are ranked: reciprocal ranks of the parts, summed.
        parts: that found it.
        marks: where words of the query stand in its text, characters from and to.
    """

    passage: Passage
    source: str
    score: float
    parts: tuple[PartScore, ...]
    marks: tuple[tuple[int, int], ...]

    def part(self, name: Part) -> PartScore | None:
        """What a part says; None when it did not find the passage."""
        return next((each for each in self.parts if each.part == name), None)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for a query.

    Attributes:
        collection: the name of what was searched.
        query: as asked.
        when: names the query in the log of past ones.
        results: the best first.
        num_passages: that were searched.
        parts: that took part.
        vectors_by: the model whose vectors were compared; empty without.
        asked_before: past queries like this one, the likest first.
    """

    collection: str
    query: str
    when: str
    results: tuple[Found, ...]
    num_passages: int
    parts: tuple[Part, ...]
    vectors_by: str = ""
    asked_before: tuple[PastQuery, ...] = ()
