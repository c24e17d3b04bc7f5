"""Wishes about recommending, and the answers to them: frozen, plain data without torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.data.documents import Problem
    from memstudio.deleted import Deleted
    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.ranking_types import Ranking, Reasons
    from memstudio.tasks.recommending.user_library import Touched, User
    from memstudio.workers.messages import Failure


class RecommendVerb(Enum):
    """What can be done for a user."""

    LIST = "list"
    TOUCH = "touch"
    TAKE_BACK = "take_back"
    PUT_BACK = "put_back"
    DELETE = "delete"
    OFFER = "offer"
    RANK = "rank"
    WHY = "why"


@dataclass(frozen=True)
class RecommendRequest(Request):
    """Do something for the user called `name`.

    Attributes:
        verb: what is done.
        name: of the user; one that is not there is made when something is touched.
        texts: items that were typed.
        paths: of files with items.
        collection: whose documents are items; empty for none.
        number: of the item that is taken back, or put back there, from 0.
        offered: the candidates that are ranked.
        candidate: the one that is asked about.
        leaves_out_touched: whether what was touched is no candidate.
        touched: what is taken back, or put back.
    """

    verb: RecommendVerb
    name: str = ""
    texts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    collection: str = ""
    number: int = 0
    offered: tuple[Item, ...] = ()
    candidate: Item | None = None
    leaves_out_touched: bool = False
    touched: Touched | None = None


@dataclass(frozen=True)
class RecommendDone:
    """A wish was fulfilled, or why it was not.

    Attributes:
        request: the wish.
        names: of all users.
        user: the one that was named; None when it is not there.
        items: that were typed, or read from files or a collection.
        problems: of files.
        ranking: of the candidates.
        reasons: for the candidate that was asked about.
        deleted: what can be brought back.
        number: that what was taken back had, from 0.
        taken: what was taken back, and can be put back.
        failure: why nothing was done; None when it was.
        is_cancelled: whether it was ended by the user.
    """

    request: RecommendRequest
    names: tuple[str, ...] = ()
    user: User | None = None
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    ranking: Ranking | None = None
    reasons: Reasons | None = None
    deleted: Deleted | None = None
    number: int = 0
    taken: Touched | None = None
    failure: Failure | None = None
    is_cancelled: bool = False
