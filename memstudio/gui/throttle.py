"""What is done once a little later, however often it is asked for until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Callable


class Throttle(QTimer):
    """For what changes hundreds of times a second, and is read a few.

    Args:
        parent: goes with it.
        interval_ms: from the first wish until it is fulfilled.
        act: what is wished for.
    """

    def __init__(self, parent: QObject, interval_ms: int, act: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(interval_ms)
        self.timeout.connect(act)

    @Slot()
    def ask(self) -> None:
        """Have it done soon, if it is not to be done already."""
        if not self.isActive():
            self.start()
