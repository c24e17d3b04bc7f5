"""The user's named memory states as the window knows them: what there is, and what was wished."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.progress import Control
from memstudio.workers.state_messages import StateDone, StateRequest, StateVerb

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.tasks.states.state_library import StateEntry, StateListing
    from memstudio.workers.engine_thread import EngineThread

_log = logging.getLogger(__name__)


class States(QObject):
    """Hands wishes to the engine's thread; looks into the folder on a thread of its own.

    Signals:
        entries_changed: there are other states, or other problems with them.
        done: a `StateDone`; what it did is among the entries soon after.

    Attributes:
        entries: what there is, the latest first.
        problems: why files in the folder are no entries.
        is_busy: whether a wish waits for its answer.
    """

    entries_changed = Signal()
    done = Signal(object)
    _listed = Signal(object)

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._waiting = 0
        self._is_looking = self._looks_again = False
        self.entries: tuple[StateEntry, ...] = ()
        self.problems: tuple[MemStudioError, ...] = ()
        self._is_known = False
        self._listed.connect(self._on_listed)
        engine.state_worker.done.connect(self._on_worker_done)

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
        if self._is_looking:
            self._looks_again = True
            return
        self._is_looking = True
        QThreadPool.globalInstance().start(self._look)

    def _look(self) -> None:
        listing: StateListing | None = None
        try:
            from memstudio.tasks.states.state_library import StateLibrary

            listing = StateLibrary().entries()
        except Exception:  # noqa: BLE001 - the window goes on without the list
            _log.exception("memory states could not be listed")
        try:
            self._listed.emit(listing)
        except RuntimeError:
            _log.debug("the window closed before its memory states were listed")

    @Slot(object)
    def _on_listed(self, listing: StateListing | None) -> None:
        self._is_looking = False
        if self._looks_again:
            self._looks_again = False
            self.look()
        if listing is None:
            return
        is_new = not self._is_known or listing.entries != self.entries
        is_new = is_new or [*map(str, listing.problems)] != [*map(str, self.problems)]
        self.entries, self.problems, self._is_known = listing.entries, listing.problems, True
        if is_new:
            self.entries_changed.emit()

    @Slot(object)
    def _on_worker_done(self, done: StateDone) -> None:
        self._waiting = max(0, self._waiting - 1)
        if done.request.verb is not StateVerb.COMPARE:
            self.look()
        self.done.emit(done)
