"""Imports what the pages are made from, bit by bit, while the window already answers.

Not in a thread: Qt for Python crashes now and then when one thread makes or paints widgets while
another defines classes of widgets, which is what importing these modules is.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from typing_extensions import override

import memstudio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_log = logging.getLogger(__name__)

_BY_A_PERSON = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.TouchBegin,
    QEvent.Type.Drop,
}
"""What may open a dialog or a menu."""

_SECONDS_A_TURN = 0.008
_IMPORT = re.compile(r"^(?:from|import) (memstudio[\w.]*|pyqtgraph)\b", re.MULTILINE)


class PageImports(QObject):
    """Imports modules a few at a time; all at once, the window would stand still for a second.

    Whoever needs them at once has to `wait`; for what somebody clicks meanwhile that is done here.

    Signals:
        imported: all are there, or failed to be, as whoever needs them will hear.
    """

    imported = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[str] = iter(())
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._on_turn)

    def start(self, modules: Iterable[str]) -> None:
        """Begin; `imported` follows."""
        self._left = dependencies_first(tuple(modules))
        self._turns.start(0)
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def wait(self) -> None:
        """Return when all are there."""
        if self._turns.isActive():
            self._import(float("inf"))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let what a person does wait."""
        if event.type() in _BY_A_PERSON:
            self.wait()
        return False

    @Slot()
    def _on_turn(self) -> None:
        self._import(_SECONDS_A_TURN)

    def _import(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            module = next(self._left, None)
            if module is None:
                self._end()
                return
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001 - whoever needs it meets it again, and says so
                _log.exception("could not import %s", module)

    def _end(self) -> None:
        self._turns.stop()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.imported.emit()


def dependencies_first(modules: Iterable[str], seen: set[str] | None = None) -> Iterator[str]:
    """Modules that are not imported yet, each behind those of this package that it imports first.

    So none brings a hundred others with it. It goes by the lines of the sources; where there are none,
    as in a bundle, they are given as they are.
    """
    seen = set() if seen is None else seen
    for module in modules:
        if module in seen or module in sys.modules:
            continue
        seen.add(module)
        yield from dependencies_first(_IMPORT.findall(_source(module)), seen)
        yield module


def _source(module: str) -> str:
    first, *inner = module.split(".")
    if first != memstudio.__name__:
        return ""
    path = Path(memstudio.__path__[0], *inner)
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""
