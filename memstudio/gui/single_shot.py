"""A timer that goes off once, a while after it was started last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable


def single_shot(parent: QObject, wait_ms: int, act: Callable[[], object]) -> QTimer:
    """A timer that does `act` when `wait_ms` have gone by; started again, it waits anew."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait_ms)
    timer.timeout.connect(act)
    return timer
