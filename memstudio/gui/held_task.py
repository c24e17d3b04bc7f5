"""A task of the engine's thread that can be held, let go on and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from memstudio.progress import Control

_ACTIVE = frozenset({"running", "pausing", "paused", "stopping"})


class HeldTask(QObject):
    """Where a task stands; one at a time.

    Signals:
        changed: the state, or how far it is.

    Attributes:
        state: "idle", "running", "pausing", "paused", "stopping", "stopped", "completed", "failed".
    """

    changed = Signal()
    # From the worker's thread to this one: a control's `on_paused`.
    _paused = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.state = "idle"
        self._control: Control | None = None
        self._paused.connect(self._on_paused)

    @property
    def is_active(self) -> bool:
        """Whether it is on."""
        return self.state in _ACTIVE

    def pause(self) -> None:
        """Hold it at its next check."""
        if self._control is not None and self.state == "running":
            self._control.pause()
            self._set_state("pausing")

    def resume(self) -> None:
        """Let it go on."""
        if self._control is not None and self.state in {"pausing", "paused"}:
            self._control.resume()
            self._set_state("running")

    def stop(self) -> None:
        """End it at its next check."""
        if self._control is not None and self.is_active:
            self._control.cancel()
            self._set_state("stopping")

    def _set_state(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    @Slot(bool)
    def _on_paused(self, is_paused: bool) -> None:
        if is_paused and self.state == "pausing":
            self._set_state("paused")
