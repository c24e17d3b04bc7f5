"""The user's collections as the window knows them: what there is, and what was wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.gui.asked_work import AskedWork
from memstudio.workers.collection_messages import (
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
    CollectionView,
)

if TYPE_CHECKING:
    from memstudio.tasks.sourced.confidence import Calibration
    from memstudio.workers.engine_thread import EngineThread


class Collections(AskedWork):
    """Hands wishes to the engine's thread; one collection is the chosen one on all pages.

    Signals:
        changed: there are others, or the chosen one is another or holds something else.
        done: a `CollectionDone`.

    Attributes:
        is_known: whether the engine has looked what there is.
        names: of all.
        name: of the chosen one; empty when there is none.
        view: what it holds; None until that is known.
        calibrations: what is known of the open model's answers from it, by the passages it reads.
    """

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self.is_known = False
        self.names: tuple[str, ...] = ()
        self.name = ""
        self.view: CollectionView | None = None
        self.calibrations: dict[int, Calibration] = {}
        engine.collection_worker.done.connect(self._on_worker_done)

    def ask(
        self,
        verb: CollectionVerb,
        text: str = "",
        paths: tuple[str, ...] = (),
        *,
        name: str | None = None,
        number: int = 0,
        looks: bool = False,
        query: tuple[str, str] = ("", ""),
    ) -> None:
        """Have something done with the chosen collection, or with the one called `name`."""
        control = self._new_control(is_look=verb is CollectionVerb.LIST)
        of = self.name if name is None else name
        request = CollectionRequest(control, verb, of, text, paths, number, looks, query)
        self._engine.submit(request)
        self.busy_changed.emit(self.is_busy)

    def choose(self, name: str) -> None:
        """Show another collection from here on."""
        if name != self.name:
            self.name, self.view = name, None
            self.look()

    def look(self) -> None:
        """Look what there is; the command line changes collections, too."""
        self.ask(CollectionVerb.LIST)

    @Slot(object)
    def _on_worker_done(self, done: CollectionDone) -> None:
        self._let_go(done.request.control)
        self.names, self.is_known = done.names, True
        if done.request.verb is CollectionVerb.ADD and done.request.name in done.names:
            self.name = done.request.name
        if done.view is not None and done.view.name == self.name:
            self.view, self.calibrations = done.view, done.calibrations
        if self.name not in self.names:
            self.name, self.view = "", None
            if self.names:
                self.choose(self.names[0])
        self.changed.emit()
        self.done.emit(done)
        self.busy_changed.emit(self.is_busy)
