"""Pictures of whole pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from memstudio.errors import StorageError
from memstudio.gui.picture_saving import FORMS, save_picture, with_ending
from memstudio.gui.trace_caption import trace_caption

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.main_window import MainWindow


class PictureCommands(QObject):
    """Whatever page is in front can be pictured."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        """Ask where the picture of the page in front goes."""
        pages = self._window.pages
        path, form = QFileDialog.getSaveFileName(
            self._window, self.tr("Save a picture of the page"), f"{pages.current}.png", FORMS
        )
        if path:
            self.save(with_ending(path, form))

    def save(self, path: Path) -> None:
        """Write a picture of the page in front; on the Memory page it says what it is of."""
        window = self._window
        name = window.pages.current
        document = window.session.traces.document
        caption = trace_caption(document) if document is not None and name == "memory" else ()
        try:
            save_picture(window.pages.page(name), path, caption)
        except StorageError as error:
            window.messages.add_failure(error)
        else:
            text = self.tr("The picture was saved to {path}.")
            window.messages.add("success", text.format(path=path))
