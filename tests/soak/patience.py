"""Waiting in the window's own thread, while its loop runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_SECONDS = 300.0


def until(is_so: Callable[[], bool], what: str) -> None:
    """Let the loop run until something is so.

    Raises:
        TimeoutError: it does not come.
    """
    end = time.monotonic() + _MOST_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    settle()


def settle() -> None:
    """Do all that waits, and take apart what was to be deleted later."""
    for _ in range(3):
        QCoreApplication.processEvents()
        # Outside of `exec` these are kept back.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
