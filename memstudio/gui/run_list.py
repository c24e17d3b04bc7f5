"""The runs of all folders that are listed, looked for on background threads."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.gui.background_pool import tell
from memstudio.training.run_index import RunIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.training.run_summary import RunSummary

_log = logging.getLogger(__name__)

_TELL_EVERY = 0.5
"""Seconds: a folder that takes long is listed while it is looked into."""


class RunList(QObject):
    """Looks into folders; a slow one keeps no other waiting.

    Signals:
        runs_found: a tuple of `RunSummary`, of every folder as it was last seen; of one that is
            looked into for the first time, and slow, those that were found so far.
        run_left_out: a `MemStudioError`: why a folder that holds a run is not among them; once.

    Attributes:
        folders: the user's own first.
    """

    runs_found = Signal(object)
    run_left_out = Signal(object)
    # From a background thread to this one.
    _looked = Signal(str, object)
    _looking = Signal(str, object)

    def __init__(self, folders: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders = tuple(folders)
        self._indexes: dict[str, RunIndex] = {}
        self._found: dict[str, tuple[RunSummary, ...]] = {}
        self._busy: set[str] = set()
        self._partly: dict[str, tuple[RunSummary, ...]] = {}
        self._left_out: set[str] = set()
        self._looked.connect(self._on_looked)
        self._looking.connect(self._on_looking)

    def set_folders(self, folders: Sequence[Path]) -> None:
        """List other folders."""
        self.folders = tuple(folders)
        wanted = {str(folder) for folder in folders}
        self._found = {name: runs for name, runs in self._found.items() if name in wanted}
        self.look()

    def look(self) -> None:
        """Look into all folders that are not being looked into."""
        for folder in self.folders:
            name = str(folder)
            if name not in self._busy:
                self._busy.add(name)
                index = self._indexes.setdefault(name, RunIndex())
                QThreadPool.globalInstance().start(
                    lambda name=name, index=index: self._look(name, index)
                )

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """All that were found, each once."""
        lists = (self._partly | self._found).values()
        found = {run.path: run for runs in lists for run in runs}
        return tuple(found.values())

    @property
    def is_complete(self) -> bool:
        """Whether every folder was looked into at least once."""
        return all(str(folder) in self._found for folder in self.folders)

    def _look(self, name: str, index: RunIndex) -> None:
        found: list[RunSummary] = []
        told = time.monotonic()
        try:
            for run in index.each(Path(name)):
                found.append(run)
                if time.monotonic() - told > _TELL_EVERY:
                    told = time.monotonic()
                    if not tell(self._looking, name, tuple(found)):
                        return
        except Exception:  # noqa: BLE001 - the window works without the list
            _log.exception("the runs in %s could not be listed", name)
        tell(self._looked, name, tuple(found))

    @Slot(str, object)
    def _on_looking(self, name: str, found: tuple[RunSummary, ...]) -> None:
        # What was seen before is better than a part.
        if name in {str(folder) for folder in self.folders} and name not in self._found:
            self._partly[name] = found
            self.runs_found.emit(self.runs)

    @Slot(str, object)
    def _on_looked(self, name: str, found: tuple[RunSummary, ...]) -> None:
        self._busy.discard(name)
        self._partly.pop(name, None)
        if name in {str(folder) for folder in self.folders}:
            self._found[name] = found
            self.runs_found.emit(self.runs)
            for path, problem in self._indexes[name].problems.items():
                if path not in self._left_out:
                    self._left_out.add(path)
                    self.run_left_out.emit(problem)
