"""Wishes that the engine's thread fulfils one by one, and how far it is with them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from memstudio.progress import Control


class AskedWork(QObject):
    """What all that asks the engine for something has in common.

    Signals:
        changed: what is known is something else.
        done: an answer, a frozen dataclass of its own.
        progress_changed: a `Progress` of what is being done.
        busy_changed: whether a wish waits for its answer.
    """

    changed = Signal()
    done = Signal(object)
    progress_changed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._controls: list[Control] = []

    @property
    def is_busy(self) -> bool:
        """Whether a wish other than to look waits for its answer."""
        return bool(self._controls)

    def cancel(self) -> None:
        """End what is being done."""
        for control in self._controls:
            control.cancel()

    def _new_control(self, *, is_look: bool) -> Control:
        """The control of a wish that is made now."""
        control = Control(on_progress=self.progress_changed.emit)
        if not is_look:
            self._controls.append(control)
        return control

    def _let_go(self, control: Control) -> None:
        """The wish of this control was answered."""
        self._controls = [each for each in self._controls if each is not control]
