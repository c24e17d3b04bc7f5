"""Threads for what takes long and is no business of the engine, and word from them to the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, SignalInstance

_log = logging.getLogger(__name__)


class BackgroundPool(QThreadPool):
    """One job at a time; ends with its parent, without holding up what its jobs need to end.

    A pool waits for its jobs when it is destroyed. They are Python, and where the pool goes because
    Python lets go of its parent, the interpreter would wait for them as they wait for it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setMaxThreadCount(1)
        # That comes before the children of `parent` are destroyed, and waits without the interpreter.
        # No method: those of an object that is going are no longer found.
        parent.destroyed.connect(lambda: finish(self))


def finish(pool: QThreadPool) -> None:
    """Drop what has not begun, and wait for the rest."""
    pool.clear()
    pool.waitForDone()


def tell(signal: SignalInstance, *values: object) -> bool:
    """Emit a signal from a background thread; whether its sender is there still, to be heard."""
    try:
        signal.emit(*values)
    except RuntimeError:
        _log.debug("nobody waits for an answer any more")
        return False
    return True
