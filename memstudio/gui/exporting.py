"""Exporting the open model: asks how and where to, and says where it lies then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.session import Session


class Exporting(QObject):
    """One for the window; the engine writes."""

    def __init__(self, session: Session, messages: MessageLog, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._window = window
        session.measuring.model_exported.connect(self._on_measuring_model_exported)

    def ask(self) -> None:
        """Ask how and where to."""
        from memstudio.gui.dialogs.export_model import ExportModelDialog

        model = self._session.model
        if model is not None:
            dialog = ExportModelDialog(model, self._window)
            dialog.export_chosen.connect(self._session.measuring.export_model)
            dialog.open()

    @Slot(str)
    def _on_measuring_model_exported(self, folder: str) -> None:
        text = self.tr("The model was exported to {path}.")
        self._messages.add("success", text.format(path=folder), where=folder)
