"""Asks the open model for the words of a slot, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.single_shot import single_shot
from memstudio.progress import Control
from memstudio.workers.causal_messages import InspectSlot, SlotInspected

if TYPE_CHECKING:
    from memstudio.workers.engine_thread import EngineThread

_SETTLED_MS = 250
"""Places change quickly while a document is played; only what stays for so long is looked into."""


class SlotLens(QObject):
    """Only the last wish is answered.

    Signals:
        answered: a `SlotInspected`.
    """

    answered = Signal(object)

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._wanted: tuple[str, int, int] | None = None
        self._control = Control()
        self._timer = single_shot(self, _SETTLED_MS, self._on_timer_timeout)
        engine.causal_worker.slot_inspected.connect(self._on_worker_slot_inspected)

    def ask(self, trace: str, slot: int, state: int) -> None:
        """Find the words of a slot in a state of a trace."""
        self.forget()
        self._wanted = trace, slot, state
        self._timer.start()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._timer.stop()
        self._control.cancel()
        self._wanted = None

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._wanted is not None:
            trace, slot, state = self._wanted
            self._control = Control()
            self._engine.submit(InspectSlot(self._control, trace, slot, state))

    @Slot(object)
    def _on_worker_slot_inspected(self, found: SlotInspected) -> None:
        if (found.trace, found.slot, found.state) == self._wanted:
            self._wanted = None
            self.answered.emit(found)
