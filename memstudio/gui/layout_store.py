"""Where the window and its docks were: kept in a file of its own, apart from the settings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from memstudio.paths import config_dir

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

_log = logging.getLogger(__name__)

# Raise it when docks or tool bars change so that an old state would misplace them.
_VERSION = 1


class LayoutStore:
    """Saves and restores a main window's geometry and docks."""

    def __init__(self) -> None:
        path = config_dir() / "window.ini"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.warning("the layout is not kept: %s", error)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self, window: QMainWindow) -> None:
        """Remember how `window` is now."""
        self._store.setValue("geometry", window.saveGeometry())
        self._store.setValue("state", window.saveState(_VERSION))
        self._store.sync()

    def restore(self, window: QMainWindow) -> bool:
        """Put `window` as it was; returns whether there was anything to restore."""
        geometry = self._store.value("geometry")
        state = self._store.value("state")
        is_restored = isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            window.restoreState(state, _VERSION)
        return is_restored

    def forget(self) -> None:
        """Remember nothing."""
        self._store.remove("geometry")
        self._store.remove("state")
