"""Wishes about collections, and the answers to them: frozen, plain data without torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.deleted import Deleted
    from memstudio.errors import MemStudioError
    from memstudio.tasks.collection.collection import Added
    from memstudio.tasks.collection.search_types import SearchResult
    from memstudio.tasks.sourced.answer_types import SourcedAnswer
    from memstudio.tasks.sourced.confidence import Calibration
    from memstudio.workers.messages import Failure


MOST_READ = 5
"""Passages that a model reads before it answers, at most."""


class CollectionVerb(Enum):
    """What can be done with a collection."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    DELETE = "delete"
    USE_VECTORS = "use_vectors"
    FORGET_QUERIES = "forget_queries"
    BRING_BACK = "bring_back"
    SEARCH = "search"
    CHOOSE = "choose"
    ANSWER = "answer"
    CALIBRATE = "calibrate"


@dataclass(frozen=True)
class CollectionRequest(Request):
    """Do something with the collection called `name`.

    Attributes:
        verb: what is done.
        name: of the collection; one that is not there is made when documents are added.
        text: the query, the question, the document to remove, the encoder, or the key of the passage
            that was chosen.
        paths: of documents, or of held-out questions.
        number: passages that are read before an answer.
        looks: whether the model looks at the best results again.
        query: when it was asked and what, for the passage that was chosen for it.
        deleted: what was removed or forgotten, and is to be there again.
    """

    verb: CollectionVerb
    name: str = ""
    text: str = ""
    paths: tuple[str, ...] = ()
    number: int = 0
    looks: bool = False
    query: tuple[str, str] = ("", "")
    deleted: Deleted | None = None


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A past query, and the beginning of what was chosen for it."""

    when: str
    text: str
    chosen: str


@dataclass(frozen=True, slots=True)
class CollectionView:
    """What a collection holds.

    Attributes:
        name: of it.
        encoder: whose vectors are compared; empty for words alone.
        documents: name and path of each.
        queries: past ones, the latest first.
        num_passages: in all documents.
    """

    name: str
    encoder: str
    documents: tuple[tuple[str, str], ...]
    queries: tuple[AskedBefore, ...]
    num_passages: int


@dataclass(frozen=True)
class CollectionDone:
    """A wish was fulfilled, or why it was not.

    Attributes:
        request: the wish.
        names: of all collections.
        view: of the collection that was named; None when it is not there.
        problems: why other documents of that collection are not in the view.
        added: what came of adding documents.
        result: of a search.
        answer: to a question.
        calibrations: what is known of the open model's answers, by the passages that it reads.
        deleted: what can be brought back.
        failure: why nothing was done; None when it was.
        is_cancelled: whether it was ended by the user.
    """

    request: CollectionRequest
    names: tuple[str, ...] = ()
    view: CollectionView | None = None
    problems: tuple[MemStudioError, ...] = ()
    added: Added | None = None
    result: SearchResult | None = None
    answer: SourcedAnswer | None = None
    calibrations: dict[int, Calibration] = field(default_factory=dict)
    deleted: Deleted | None = None
    failure: Failure | None = None
    is_cancelled: bool = False
