"""Looks for models and runs on background threads, since folders can be large and slow."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


class ModelSearch(QObject):
    """Lists the models on this computer.

    Signals:
        models_found: a tuple of `ModelEntry`.
    """

    models_found = Signal(object)

    def start(self) -> None:
        """Begin; `models_found` comes once."""
        QThreadPool.globalInstance().start(self._search)

    def _search(self) -> None:
        try:
            from memstudio.models.catalog import find_models

            found = tuple(find_models())
        except Exception:  # noqa: BLE001 - a path can still be typed
            _log.exception("models could not be listed")
            found = ()
        _emit(self, "models_found", found)


class RunSearch(QObject):
    """Lists the runs in a folder.

    Signals:
        runs_found: a list of `RunSummary`, newest first.
    """

    runs_found = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder

    def start(self) -> None:
        """Begin; `runs_found` comes once."""
        QThreadPool.globalInstance().start(self._search)

    def _search(self) -> None:
        try:
            from memstudio.training.run_folder import list_runs

            found = list_runs(self._folder)
        except Exception:  # noqa: BLE001 - the window works without the list
            _log.exception("runs could not be listed")
            found = []
        _emit(self, "runs_found", found)


def _emit(search: QObject, signal: str, found: object) -> None:
    """Tell who asked; the dialog that asked may be gone by now."""
    try:
        getattr(search, signal).emit(found)
    except RuntimeError:
        _log.debug("nobody waits for %s any more", signal)
