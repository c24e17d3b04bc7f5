"""A thread for what takes long and is no business of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


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
