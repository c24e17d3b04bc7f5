"""Keeps collections, searches them and answers from them, in the thread that owns the model."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled, DataError, MemStudioError, marked
from memstudio.workers.attempt import attempt
from memstudio.workers.collection_messages import (
    MOST_READ,
    AskedBefore,
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
    CollectionView,
)
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.deleted import Deleted
    from memstudio.models.load import LoadedModel
    from memstudio.tasks.collection.collection import Collection
    from memstudio.tasks.collection.search_memory import SearchMemory
    from memstudio.tasks.collection.searcher import Searcher
    from memstudio.tasks.collection.source_files import Source
    from memstudio.tasks.collection.text_vectors import TextVectors
    from memstudio.tasks.sourced.confidence import Calibration
    from memstudio.workers.engine_worker import EngineWorker

_log = logging.getLogger(__name__)
_MOST_QUERIES = 100
_LONGEST_CHOSEN = 120


class CollectionWorker(QObject):
    """Answers each wish once; what it does is no task of the engine.

    The collection that was searched last stays ready, and so does its encoder.

    Signals:
        done: a `CollectionDone`.

    Args:
        engine: whose open model looks and answers.
    """

    done = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine
        self._ready: tuple[tuple[Any, ...], Searcher] | None = None
        self._encoder: tuple[str, TextVectors] | None = None
        engine.model_loaded.connect(self._on_engine_model_changed)
        engine.model_unloaded.connect(self._on_engine_model_changed)

    @Slot(object)
    def do(self, request: CollectionRequest) -> None:
        """Fulfil a wish."""
        try:
            request.control.checkpoint()
            answer = attempt(lambda: self._done(request), request.verb.value, TaskKind.GENERATE)
        except Cancelled:
            answer = CollectionDone(request, is_cancelled=True)
        if isinstance(answer, Failure):
            answer = CollectionDone(request, failure=answer)
        self.done.emit(self._with_view(answer))

    def _done(self, request: CollectionRequest) -> CollectionDone:
        from memstudio.tasks.collection.library import CollectionLibrary

        library, done = CollectionLibrary(), CollectionDone(request)
        match request.verb:
            case CollectionVerb.LIST:
                return done
            case CollectionVerb.ADD:
                if request.paths:
                    added = library.add(request.name, request.paths, request.control)
                    done = replace(done, added=added)
                else:
                    library.open_or_make(request.name)  # It was wished for, and may be empty.
                return done
            case CollectionVerb.DELETE:
                return replace(done, deleted=library.delete(request.name, may_return=True))
        collection = library.open(request.name)
        match request.verb:
            case CollectionVerb.SEARCH:
                return self._search(request, collection)
            case CollectionVerb.CHOOSE:
                self._choose(request, collection)
            case CollectionVerb.ANSWER:
                return self._answer(request, collection)
            case CollectionVerb.CALIBRATE:
                self._calibrate(request, collection)
            case _:
                done = replace(done, deleted=_change(request, collection))
        return done

    # ------------------------------------------------------------------ searching

    def _search(self, request: CollectionRequest, collection: Collection) -> CollectionDone:
        from memstudio.tasks.collection.search_memory import looking

        searcher = self._searcher(request, collection)
        look = None
        if request.looks:
            loaded = self._engine.need_model()
            look = looking(loaded, self._memory(loaded, collection, request), request.control)
        result = searcher.search(request.text, control=request.control, look=look)
        return CollectionDone(request, result=result)

    def _choose(self, request: CollectionRequest, collection: Collection) -> None:
        from memstudio.tasks.collection.query_log import PastQuery

        searcher = self._searcher(request, collection)
        passage = next((p for p in searcher.passages if p.key == request.text), None)
        if passage is None:
            raise DataError(marked("errors", "This passage is no longer in the collection."))
        collection.queries.add(PastQuery(*request.query, passage.key, passage.text))
        if self._engine.opened is not None:
            # It reads what was chosen since it was kept.
            self._memory(self._engine.opened, collection, request)

    def _memory(
        self, loaded: LoadedModel, collection: Collection, request: CollectionRequest
    ) -> SearchMemory | None:
        from memstudio.tasks.collection.search_memory import SearchMemory, remembers

        if not remembers(loaded):
            return None
        return SearchMemory(loaded, collection, request.control)

    def _searcher(self, request: CollectionRequest, collection: Collection) -> Searcher:
        from memstudio.tasks.collection.searcher import Searcher

        by = self._vectors(collection.encoder, request)
        key = (collection.folder, by.fingerprint if by is not None else "")
        if self._ready is None or self._ready[0] != key or not self._ready[1].is_current():
            self._ready = (key, Searcher(collection, by, request.control))
        return self._ready[1]

    def _vectors(self, encoder: str, request: CollectionRequest) -> TextVectors | None:
        from memstudio.tasks.collection.search_types import OPEN_MODEL
        from memstudio.tasks.collection.vector_choice import vectors_for

        if self._encoder is not None and self._encoder[0] == encoder:
            return self._encoder[1]
        opened = self._engine.opened
        # Beside the model, where the user has put it.
        device = "auto" if opened is None else str(opened.model.device)
        by = vectors_for(encoder, opened, device, request.control)
        if by is not None and encoder != OPEN_MODEL:
            self._encoder = (encoder, by)
        return by

    # ------------------------------------------------------------------ answering

    def _answer(self, request: CollectionRequest, collection: Collection) -> CollectionDone:
        from memstudio.tasks.sourced.answerer import Answerer

        loaded = self._engine.need_model()
        # What the conversation remembers, so that it can be told of the customer before.
        begun = self._engine.conversation().fork()
        answerer = Answerer(loaded, self._searcher(request, collection), conversation=begun)
        answer = answerer.answer(request.text, num_read=request.number, control=request.control)
        return CollectionDone(request, answer=answer)

    def _calibrate(self, request: CollectionRequest, collection: Collection) -> None:
        from memstudio.data.corpus import read_corpus
        from memstudio.evaluation.answer_calibration import calibrate, rows_of
        from memstudio.tasks.sourced.answerer import Answerer

        # After nothing, whatever conversation is open: what is learnt counts in every other as well.
        answerer = Answerer(self._engine.need_model(), self._searcher(request, collection))
        quiet = request.control.without_reports()
        rows = rows_of(read_corpus(request.paths, control=quiet).documents)
        calibrate(answerer, rows, request.control, request.number)

    # ------------------------------------------------------------------ views

    def _with_view(self, done: CollectionDone) -> CollectionDone:
        """The answer with what there is now; what cannot be looked at is left out."""
        try:
            from memstudio.tasks.collection.library import CollectionLibrary

            library, name = CollectionLibrary(), done.request.name
            names = library.names()
            if name not in names:
                return replace(done, names=names)
            collection = library.open(name)
            contents, known = collection.contents(), self._calibrations(collection)
            view = _view_of(collection, contents.sources)
            return replace(
                done, names=names, view=view, calibrations=known, problems=contents.problems
            )
        except MemStudioError as error:
            _log.warning("collections cannot be listed: %s", error)
            return done

    def _calibrations(self, collection: Collection) -> dict[int, Calibration]:
        if self._engine.opened is None or not (collection.folder / "calibration").exists():
            return {}
        from memstudio.tasks.sourced.answerer import calibration_path
        from memstudio.tasks.sourced.confidence import load_calibration

        paths = {
            n: calibration_path(collection, self._engine.opened, n) for n in range(MOST_READ + 1)
        }
        found = {number: load_calibration(path) for number, path in paths.items()}
        return {number: each for number, each in found.items() if each is not None}

    @Slot()
    def _on_engine_model_changed(self) -> None:
        # It may hold on to the model that was let go.
        if self._ready is not None and (by := self._ready[1].by) is not None and not by.is_encoder:
            self._ready = None


def _change(request: CollectionRequest, collection: Collection) -> Deleted | None:
    """Change what is in a collection; what can be brought back."""
    match request.verb:
        case CollectionVerb.REMOVE:
            return collection.set_aside(request.text)
        case CollectionVerb.FORGET_QUERIES:
            return collection.forget_queries()
        case CollectionVerb.BRING_BACK if request.deleted is not None:
            collection.bring_back(request.deleted)
        case CollectionVerb.USE_VECTORS:
            collection.use_encoder(request.text)
    return None


def _view_of(collection: Collection, sources: Sequence[Source]) -> CollectionView:
    queries = collection.queries.entries()[-_MOST_QUERIES:]
    asked = (AskedBefore(q.when, q.text, q.passage[:_LONGEST_CHOSEN]) for q in reversed(queries))
    return CollectionView(
        collection.name,
        collection.encoder,
        tuple((source.name, source.path) for source in sources),
        tuple(asked),
        sum(1 for source in sources for _ in source.passages()),
    )
