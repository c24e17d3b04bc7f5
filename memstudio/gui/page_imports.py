"""Imports what the pages are made from, while the window already answers."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot
from typing_extensions import override

from memstudio.gui.background_pool import BackgroundPool, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

_log = logging.getLogger(__name__)

_BY_A_PERSON = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.TouchBegin,
    QEvent.Type.Drop,
}
"""What may open a dialog or a menu."""


class PageImports(QObject):
    """Imports modules in a thread of its own; the window's would stand still for a second.

    Qt for Python crashes now and then when one thread makes widgets while another defines classes of
    widgets, which is what importing these modules is. So whoever makes some has to `wait`; for what
    somebody clicks in the first half second that is done here.

    Signals:
        imported: all are there, or failed to be, as whoever needs them will hear.
    """

    imported = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = BackgroundPool(self)

    def start(self, modules: Iterable[str]) -> None:
        """Begin; `imported` follows."""
        app = QCoreApplication.instance()
        if app is not None:
            self.imported.connect(self._on_imported)
            app.installEventFilter(self)
        self._pool.start(lambda: self._import(tuple(modules)))

    def wait(self) -> None:
        """Return when all are there."""
        self._pool.waitForDone()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let what a person does wait."""
        if event.type() in _BY_A_PERSON:
            self.wait()
        return False

    @Slot()
    def _on_imported(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _import(self, modules: tuple[str, ...]) -> None:
        for module in modules:
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001 - whoever needs it meets it again, and says so
                _log.exception("could not import %s", module)
                break
        tell(self.imported)
