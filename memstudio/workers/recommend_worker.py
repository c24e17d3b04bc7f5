"""Keeps what users touched, and ranks by it, in the thread that owns the model."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled, MemStudioError
from memstudio.workers.attempt import attempt
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb

if TYPE_CHECKING:
    from memstudio.tasks.recommending.items import Items
    from memstudio.tasks.recommending.user_library import UserLibrary
    from memstudio.tasks.recommending.user_memory import UserMemory
    from memstudio.workers.engine_worker import EngineWorker

_log = logging.getLogger(__name__)


class RecommendWorker(QObject):
    """Answers each wish once; what it does is no task of the engine.

    Signals:
        done: a `RecommendDone`.

    Args:
        engine: whose open model ranks.
    """

    done = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine

    @Slot(object)
    def do(self, request: RecommendRequest) -> None:
        """Fulfil a wish."""
        try:
            request.control.checkpoint()
            answer = attempt(lambda: self._done(request), request.verb.value, TaskKind.GENERATE)
        except Cancelled:
            answer = RecommendDone(request, is_cancelled=True)
        if isinstance(answer, Failure):
            answer = RecommendDone(request, failure=answer)
        self.done.emit(_with_user(answer))

    def _done(self, request: RecommendRequest) -> RecommendDone:
        from memstudio.tasks.recommending.user_library import UserLibrary

        library, done = UserLibrary(), RecommendDone(request)
        match request.verb:
            case RecommendVerb.TOUCH:
                read = _items(request)
                library.touch(request.name, read.items)
                if read.items:
                    self._read_now(request, library)
                return replace(done, items=read.items, problems=read.problems)
            case RecommendVerb.OFFER:
                read = _items(request)
                return replace(done, items=read.items, problems=read.problems)
            case RecommendVerb.TAKE_BACK:
                number, taken = library.take_back(request.name, request.number, request.touched)
                done = replace(done, number=number, taken=taken)
            case RecommendVerb.PUT_BACK:
                assert request.touched is not None  # noqa: S101 - there is something to put back
                library.put_back(request.name, request.number, request.touched)
            case RecommendVerb.DELETE:
                return replace(done, deleted=library.delete(request.name, may_return=True))
            case RecommendVerb.RANK:
                return self._rank(request, library)
            case RecommendVerb.WHY:
                return self._why(request, library)
            case RecommendVerb.LIST:
                pass
        return done

    def _rank(self, request: RecommendRequest, library: UserLibrary) -> RecommendDone:
        from memstudio.tasks.recommending.ranker import rank

        ranking = rank(
            self._memory(request, library),
            request.offered,
            request.control,
            leaves_out_touched=request.leaves_out_touched,
        )
        return RecommendDone(request, ranking=ranking)

    def _why(self, request: RecommendRequest, library: UserLibrary) -> RecommendDone:
        from memstudio.tasks.recommending.reasons import why

        assert request.candidate is not None  # noqa: S101 - one is asked about
        memory = self._memory(request, library)
        reasons = why(memory, request.offered, request.candidate, request.control)
        return RecommendDone(request, reasons=reasons)

    def _read_now(self, request: RecommendRequest, library: UserLibrary) -> None:
        """Read what was touched where the open model can; else it is read when it is ranked by."""
        from memstudio.tasks.collection.search_memory import remembers

        if self._engine.opened is not None and remembers(self._engine.opened):
            self._memory(request, library)

    def _memory(self, request: RecommendRequest, library: UserLibrary) -> UserMemory:
        from memstudio.tasks.recommending.user_memory import UserMemory

        loaded = self._engine.need_model()
        return UserMemory(loaded, library.open(request.name), request.control, library.states)


def _items(request: RecommendRequest) -> Items:
    from memstudio.tasks.collection.library import CollectionLibrary
    from memstudio.tasks.recommending.items import Items, items_in, items_of, items_of_collection

    found = items_of(request.texts)
    if request.collection:
        found += items_of_collection(CollectionLibrary().open(request.collection))
    if not request.paths:
        return Items(found)
    read = items_in(request.paths, request.control)
    return Items((*found, *read.items), read.problems)


def _with_user(done: RecommendDone) -> RecommendDone:
    """The answer with what there is now; what cannot be looked at is left out."""
    try:
        from memstudio.tasks.recommending.user_library import UserLibrary

        library, name = UserLibrary(), done.request.name
        names = library.names()
        user = library.open(name) if name in names else None
        return replace(done, names=names, user=user)
    except MemStudioError as error:
        _log.warning("users cannot be listed: %s", error)
        return done
