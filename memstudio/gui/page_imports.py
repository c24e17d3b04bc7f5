"""Imports what the pages are made from, while the window already answers."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from memstudio.gui.background_pool import BackgroundPool, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

_log = logging.getLogger(__name__)


class PageImports(QObject):
    """Imports modules in a thread of its own; the window's would stand still for a second.

    Signals:
        imported: all are there, or failed to be, as whoever needs them will hear.
    """

    imported = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = BackgroundPool(self)

    def start(self, modules: Iterable[str]) -> None:
        """Begin; `imported` follows."""
        self._pool.start(lambda: self._import(tuple(modules)))

    def wait(self) -> None:
        """Return when all are there.

        Qt for Python crashes now and then when one thread makes widgets while another defines
        classes of widgets, which is what importing these modules is.
        """
        self._pool.waitForDone()

    def _import(self, modules: tuple[str, ...]) -> None:
        for module in modules:
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001 - whoever needs it meets it again, and says so
                _log.exception("could not import %s", module)
                break
        tell(self.imported)
