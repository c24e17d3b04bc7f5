"""The user's collections as the window knows them: what there is, and what was wished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from typing_extensions import override

from memstudio.gui.asked_work import AskedWork
from memstudio.gui.folder_look import FolderLook
from memstudio.gui.translation import filled, with_colon
from memstudio.workers.collection_messages import (
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
    CollectionView,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from memstudio.deleted import Deleted
    from memstudio.errors import MemStudioError
    from memstudio.tasks.sourced.confidence import Calibration
    from memstudio.workers.engine_thread import EngineThread


@dataclass(frozen=True)
class _Listing:
    """The names of the collections that there are, and why others are not among them."""

    entries: tuple[str, ...]
    problems: tuple[MemStudioError, ...]


class Collections(AskedWork["CollectionDone"]):
    """Hands wishes to the engine's thread; one collection is the chosen one on all pages.

    Signals:
        changed: there are others, or the chosen one is another or holds something else.
        done: a `CollectionDone`.

    Attributes:
        view: what the chosen one holds; None until that is known.
        calibrations: what is known of the open model's answers from it, by the passages it reads.
    """

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(engine, parent)
        self.view: CollectionView | None = None
        self.calibrations: dict[int, Calibration] = {}
        self._told: set[str] = set()
        engine.collection_worker.done.connect(self._on_worker_done)
        # The engine answers only when it is done with what it does, which may be a training.
        self.listing = FolderLook(_listed, "collections", self)
        self.listing.changed.connect(self._on_listing_changed)

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
        deleted: Deleted | None = None,
    ) -> None:
        """Have something done with the chosen collection, or with the one called `name`."""
        control = self._new_control(is_look=verb is CollectionVerb.LIST)
        of = self.name if name is None else name
        asked = CollectionRequest(control, verb, of, text, paths, number, looks, query, deleted)
        self._submit(asked)

    def untold(self, done: CollectionDone) -> list[str]:
        """What is wrong with a collection, by its name, and was not told since the program began."""
        name = done.request.name
        said = [with_colon(name, filled(each.text, each.values)) for each in done.problems]
        new = [text for text in said if text not in self._told]
        self._told.update(new)
        return new

    @override
    def look(self) -> None:
        if not self.is_known:
            self.listing.start()
        self.ask(CollectionVerb.LIST)

    @Slot()
    def _on_listing_changed(self) -> None:
        if self.is_known:
            return  # The engine knows it better.
        self.names, self.is_known = self.listing.entries, True
        if self.name not in self.names:
            self.name = ""
            if self.names:
                self._turn_to(self.names[0])
        self.changed.emit()

    @override
    def _forget_chosen(self) -> None:
        self.view = None

    @override
    def _take(self, done: CollectionDone, *, follows: bool) -> None:
        asked = done.request
        if follows and asked.verb is CollectionVerb.ADD and asked.name in done.names:
            self.name = asked.name
        if done.view is not None and done.view.name == self.name:
            self.view, self.calibrations = done.view, done.calibrations


def _listed() -> _Listing:
    from memstudio.tasks.collection.library import CollectionLibrary

    library = CollectionLibrary()
    return _Listing(library.names(), library.problems())
