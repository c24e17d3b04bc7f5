"""Where the window and its docks were: kept in a file of its own, apart from the settings."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from memstudio.parsing import from_json
from memstudio.paths import config_dir

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

_log = logging.getLogger(__name__)

# Raise it when docks or tool bars change so that an old state would misplace them.
_VERSION = 2


class LayoutStore:
    """Saves and restores a main window's geometry and docks."""

    def __init__(self) -> None:
        path = config_dir() / "window.ini"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.warning("the layout is not kept: %s", error)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self, window: QMainWindow, docks: dict[str, bool], widths: dict[str, int]) -> None:
        """Remember how `window` is now, which docks are wanted, and how wide they are by side."""
        self._store.setValue("docks", json.dumps(docks))
        self._store.setValue("widths", json.dumps(widths))
        self._store.setValue("geometry", window.saveGeometry())
        self._store.setValue("state", window.saveState(_VERSION))
        self._store.sync()

    def docks(self) -> dict[str, bool]:
        """Which docks were wanted; empty when nothing is remembered."""
        try:
            found = from_json(str(self._store.value("docks", "{}")))
            return {str(name): bool(wanted) for name, wanted in found.items()}
        except (ValueError, AttributeError):
            return {}

    def widths(self) -> dict[str, int]:
        """How wide the docks were, by side; empty when nothing is remembered."""
        try:
            found = from_json(str(self._store.value("widths", "{}")))
            return {str(side): int(width) for side, width in found.items()}
        except (ValueError, AttributeError, TypeError, OverflowError):
            return {}

    def restore(self, window: QMainWindow) -> bool:
        """Put `window` as it was; returns whether there was anything to restore."""
        geometry = self._store.value("geometry")
        state = self._store.value("state")
        is_restored = isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            window.restoreState(state, _VERSION)
        return is_restored

    @property
    def is_tour_over(self) -> bool:
        """Whether the guided demo was closed or gone through before."""
        return bool(self._store.contains("tour"))

    def end_tour(self) -> None:
        """Remember that the guided demo need not come by itself any more."""
        self._store.setValue("tour", "over")

    @property
    def told_of_run(self) -> str:
        """The run that was last said to have been cut off."""
        return str(self._store.value("cut_off", ""))

    def tell_of_run(self, name: str) -> None:
        """Remember that it was said."""
        self._store.setValue("cut_off", name)

    def forget(self) -> None:
        """Remember nothing."""
        for key in ("geometry", "state", "docks", "widths"):
            self._store.remove(key)
