"""Looks for models and runs, and into models, on background threads: folders can be large and slow."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

from memstudio.errors import MemStudioError
from memstudio.gui.background_pool import tell

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.first_look import FirstLook

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
        tell(self.models_found, found)


@dataclass(frozen=True)
class SeenModel:
    """What was seen of a model that is not open.

    Attributes:
        reference: how it is called.
        found: None when it cannot be opened, or nothing could be found out.
        error: why it cannot be opened; None when it can.
    """

    reference: str
    found: FirstLook | None
    error: MemStudioError | None


class ModelLook(QObject):
    """Looks into models without opening them.

    Signals:
        model_looked_at: a `SeenModel`.
    """

    model_looked_at = Signal(object)

    def start(self, reference: str) -> None:
        """Begin; `model_looked_at` comes once."""
        QThreadPool.globalInstance().start(lambda: self._look(reference))

    def _look(self, reference: str) -> None:
        seen = SeenModel(reference, None, None)
        try:
            from memstudio.models.first_look import look_at

            seen = SeenModel(reference, look_at(reference), None)
        except MemStudioError as error:
            seen = SeenModel(reference, None, error)
        except Exception:  # noqa: BLE001 - the engine says what is wrong when it opens the model
            _log.exception("%s could not be looked at", reference)
        tell(self.model_looked_at, seen)


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
            from memstudio.training.run_index import list_runs

            found = list_runs(self._folder)
        except Exception:  # noqa: BLE001 - the window works without the list
            _log.exception("runs could not be listed")
            found = []
        tell(self.runs_found, found)
