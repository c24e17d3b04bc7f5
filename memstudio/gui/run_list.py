"""The runs of all folders that are listed, looked for on background threads."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.training.run_index import RunIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.training.run_summary import RunSummary

_log = logging.getLogger(__name__)


class RunList(QObject):
    """Looks into folders; a slow one keeps no other waiting.

    Signals:
        runs_found: a tuple of `RunSummary`, of every folder as it was last seen.

    Attributes:
        folders: the user's own first.
    """

    runs_found = Signal(object)
    # From a background thread to this one.
    _looked = Signal(str, object)

    def __init__(self, folders: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders = tuple(folders)
        self._indexes: dict[str, RunIndex] = {}
        self._found: dict[str, tuple[RunSummary, ...]] = {}
        self._busy: set[str] = set()
        self._looked.connect(self._on_looked)

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
        found = {run.path: run for runs in self._found.values() for run in runs}
        return tuple(found.values())

    @property
    def is_complete(self) -> bool:
        """Whether every folder was looked into at least once."""
        return all(str(folder) in self._found for folder in self.folders)

    def _look(self, name: str, index: RunIndex) -> None:
        found: tuple[RunSummary, ...] = ()
        try:
            found = tuple(index.look(Path(name)))
        except Exception:  # noqa: BLE001 - the window works without the list
            _log.exception("the runs in %s could not be listed", name)
        try:
            self._looked.emit(name, found)
        except RuntimeError:
            _log.debug("nobody waits for the runs in %s any more", name)

    @Slot(str, object)
    def _on_looked(self, name: str, found: tuple[RunSummary, ...]) -> None:
        self._busy.discard(name)
        if name in {str(folder) for folder in self.folders}:
            self._found[name] = found
            self.runs_found.emit(self.runs)
