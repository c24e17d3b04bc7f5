"""Reads the settings of runs that are searched by them, on a background thread, and keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from memstudio.gui.background_pool import tell
from memstudio.models.source import RUN_CONFIG
from memstudio.training.run_index import mark_of
from memstudio.training.run_settings import settings_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class RunSettingsStore(QObject):
    """A run's settings are read anew where its file is another: a run may go on with others.

    Signals:
        settings_read: more or others are known than before.
    """

    settings_read = Signal()
    # From the background thread to this one.
    _read = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Each with what told its file from others.
        self._known: dict[Path, tuple[object, Mapping[str, Any]]] = {}
        self._wanted: tuple[Path, ...] = ()
        self._is_reading = False
        self._read.connect(self._on_read)

    def of(self, folder: Path) -> Mapping[str, Any] | None:
        """What is known of a run; None when it was not read."""
        return self._known[folder][1] if folder in self._known else None

    def want(self, folders: Iterable[Path]) -> None:
        """Read these, as far as what is known of them does not stand."""
        self._wanted = tuple(folders)
        if self._wanted and not self._is_reading:
            self._is_reading = True
            wanted, known = self._wanted, dict(self._known)
            QThreadPool.globalInstance().start(lambda: self._look(wanted, known))

    def _look(
        self, folders: tuple[Path, ...], known: dict[Path, tuple[object, Mapping[str, Any]]]
    ) -> None:
        found = {}
        for folder in folders:
            mark = mark_of(f"{folder}/{RUN_CONFIG}")
            if folder not in known or known[folder][0] != mark:
                found[folder] = mark, settings_in(folder)
        tell(self._read, folders, found)

    @Slot(object, object)
    def _on_read(
        self, folders: tuple[Path, ...], found: dict[Path, tuple[object, Mapping[str, Any]]]
    ) -> None:
        self._is_reading = False
        self._known |= found
        if found:
            self.settings_read.emit()
        if self._wanted is not folders:
            self.want(self._wanted)
