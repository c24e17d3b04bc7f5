"""Keeps, attaches, shares and compares named memory states, in the thread that owns the model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import MemoryStateError, marked
from memstudio.workers.attempt import attempt
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.state_messages import NOW, StateDone, StateRequest, StateVerb

if TYPE_CHECKING:
    from memstudio.memory.memory_state import MemoryState
    from memstudio.tasks.states.state_library import StateLibrary
    from memstudio.workers.engine_worker import EngineWorker


class StateWorker(QObject):
    """Answers each wish once; what it does is no task of the engine.

    Signals:
        done: a `StateDone`.

    Args:
        engine: whose conversation is kept and goes on from states.
    """

    done = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine

    @Slot(object)
    def do(self, request: StateRequest) -> None:
        """Fulfil a wish."""
        answer = attempt(lambda: self._done(request), request.verb.value, TaskKind.SAVE)
        if isinstance(answer, Failure):
            answer = StateDone(request, failure=answer)
        self.done.emit(answer)

    def _done(self, request: StateRequest) -> StateDone:
        from memstudio.tasks.states.state_library import StateLibrary

        library, name, other = StateLibrary(), request.name, request.other
        match request.verb:
            case StateVerb.KEEP:
                save = self._engine.conversation().save
                name = library.keep(name, save, replaces=request.replaces).name
            case StateVerb.ATTACH:
                name = self._attach(library, name)
            case StateVerb.FORK:
                name = library.fork(name, other).name
            case StateVerb.RENAME:
                name = self._rename(library, name, other)
            case StateVerb.DELETE:
                return StateDone(request, name, deleted=library.delete(name, may_return=True))
            case StateVerb.EXPORT:
                path = library.export(name, Path(other), replaces=request.replaces)
                return StateDone(request, name, str(path))
            case StateVerb.TAKE_IN:
                name = library.take_in(Path(other)).name
            case StateVerb.COMPARE:
                return self._compare(request, library)
        return StateDone(request, name)

    def _attach(self, library: StateLibrary, name: str) -> str:
        entry = library.find(name)
        self._engine.live().attach(entry.path)
        self._engine.tell_memory()
        return entry.name

    def _rename(self, library: StateLibrary, name: str, other: str) -> str:
        entry = library.rename(name, other)
        # The memory that goes on from it would else be saved as a fork of what is no longer there.
        if self._engine.opened is not None:
            self._engine.conversation().follow_name(name, entry.name)
        return entry.name

    def _compare(self, request: StateRequest, library: StateLibrary) -> StateDone:
        from memstudio.tasks.states.state_comparison import difference

        names = (request.name, request.other)
        one, other = (self._state(library, name) for name in names)
        found = difference(self._engine.conversation().loaded, (names[0], one), (names[1], other))
        return StateDone(request, request.name, difference=found)

    def _state(self, library: StateLibrary, name: str) -> MemoryState:
        from memstudio.tasks.states.state_comparison import accepted

        conversation = self._engine.conversation()
        if name != NOW:
            return accepted(conversation.loaded, library.find(name).path)
        if conversation.state is None:
            raise MemoryStateError(marked("errors", "Nothing was read into the memory yet."))
        return conversation.state
