"""Saving a copy of the open model: asks where, and says where it lies then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.session import Session


class Copying(QObject):
    """One for the window; the engine writes."""

    def __init__(self, session: Session, messages: MessageLog, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._window = window
        session.measuring.copy_saved.connect(self._on_measuring_copy_saved)

    def ask(self) -> None:
        """Ask where to."""
        from memstudio.gui.dialogs.save_copy import SaveCopyDialog

        model = self._session.model
        if model is not None:
            dialog = SaveCopyDialog(model, self._window)
            dialog.folder_chosen.connect(self._session.measuring.save_copy)
            dialog.open()

    @Slot(str)
    def _on_measuring_copy_saved(self, folder: str) -> None:
        text = self.tr("A copy of the model was saved to {path}.")
        self._messages.add("success", text.format(path=folder))
