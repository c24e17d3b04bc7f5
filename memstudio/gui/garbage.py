"""Python's cycle collector, run only in the window's thread.

Left to itself it runs in whichever thread happens to allocate. In the engine's thread it would
take apart widgets that belong to the window's, which Qt does not survive.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Switches the automatic collector off for as long as it lives, and takes its place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    @Slot()
    def settle(self) -> None:
        """Look no more through what is there now: it stays, and would cost a frame each time."""
        gc.collect(0)
        gc.freeze()

    @Slot()
    def renew(self) -> None:
        """Look through what was to stay, for much of it has gone."""
        gc.unfreeze()
        gc.collect()

    def stop(self) -> None:
        """Give the automatic collector back."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self.collect()

    def collect(self) -> None:
        """Collect as Python does it: the oldest generation that is due, and the younger ones."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
