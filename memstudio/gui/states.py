"""The user's named memory states as the window knows them: what there is, and what was wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.folder_look import FolderLook
from memstudio.progress import Control
from memstudio.workers.state_messages import StateDone, StateRequest, StateVerb

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.tasks.states.state_library import StateEntry, StateListing
    from memstudio.workers.engine_thread import EngineThread


class States(QObject):
    """Hands wishes to the engine's thread; looks into the folder on a thread of its own.

    Signals:
        entries_changed: there are other states, or other problems with them.
        done: a `StateDone`; what it did is among the entries soon after.
    """

    entries_changed = Signal()
    done = Signal(object)

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._waiting = 0
        self._look = FolderLook(_listing, "memory states", self)
        self._look.changed.connect(self.entries_changed)
        engine.state_worker.done.connect(self._on_worker_done)

    @property
    def entries(self) -> tuple[StateEntry, ...]:
        """What there is, the latest first."""
        return self._look.entries

    @property
    def problems(self) -> tuple[MemStudioError, ...]:
        """Why files in the folder are no entries."""
        return self._look.problems

    @property
    def is_busy(self) -> bool:
        """Whether a wish waits for its answer."""
        return self._waiting > 0

    def ask(
        self, verb: StateVerb, name: str = "", other: str = "", *, replaces: bool = False
    ) -> None:
        """Have something done with a state; `done` says how it went."""
        self._waiting += 1
        self._engine.submit(StateRequest(Control(), verb, name, other, replaces))

    def look(self) -> None:
        """Look into the folder; other programs keep states there, too."""
        self._look.start()

    @Slot(object)
    def _on_worker_done(self, done: StateDone) -> None:
        self._waiting = max(0, self._waiting - 1)
        if done.request.verb is not StateVerb.COMPARE:
            self.look()
        self.done.emit(done)


def _listing() -> StateListing:
    from memstudio.tasks.states.state_library import StateLibrary

    return StateLibrary().entries()
