"""What the desktop is told of the window: what it is about, and what is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.session import Session

_MARK = "[*]"
"""Where each desktop shows in its own way that something is not saved."""


class WindowTitle(QObject):
    """Names the open model; what a run has learnt is not saved while it is on."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        session.model_changed.connect(self._on_session_model_changed)
        session.run_changed.connect(self._on_session_run_changed)
        self._on_session_model_changed()
        self._on_session_run_changed()

    @Slot()
    def _on_session_model_changed(self, _: object = None) -> None:
        model = self._session.model
        # Twice it stands for itself.
        name = model.name.replace(_MARK, 2 * _MARK) if model is not None else ""
        title = f"{name}{_MARK} – MemStudio" if name else f"MemStudio{_MARK}"
        self._window.setWindowTitle(title)

    @Slot()
    def _on_session_run_changed(self, _: object = None) -> None:
        run = self._session.run
        is_active = run is not None and run.is_active
        # Each setting is told to all that is in the window, also when nothing is new.
        if is_active != self._window.isWindowModified():
            self._window.setWindowModified(is_active)
