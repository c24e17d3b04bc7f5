"""Reads the settings of runs that are searched by them, on a background thread, and keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.gui.background_pool import tell
from memstudio.training.run_settings import settings_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class RunSettingsStore(QObject):
    """A run's settings do not change while it is listed, so each is read once.

    Signals:
        settings_read: more are known than before.
    """

    settings_read = Signal()
    # From the background thread to this one.
    _read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Path, Mapping[str, Any]] = {}
        self._asked: set[Path] = set()
        self._read.connect(self._on_read)

    def of(self, folder: Path) -> Mapping[str, Any] | None:
        """What is known of a run; None when it was not read."""
        return self._known.get(folder)

    def want(self, folders: Iterable[Path]) -> None:
        """Read these, as far as they are not known."""
        missing = [folder for folder in folders if folder not in self._asked]
        if missing:
            self._asked.update(missing)
            QThreadPool.globalInstance().start(lambda: self._look(missing))

    def _look(self, folders: list[Path]) -> None:
        found = {folder: settings_in(folder) for folder in folders}
        tell(self._read, found)

    @Slot(object)
    def _on_read(self, found: dict[Path, Mapping[str, Any]]) -> None:
        self._known |= found
        self.settings_read.emit()
