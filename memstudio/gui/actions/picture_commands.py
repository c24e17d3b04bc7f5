"""Pictures of whole pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from memstudio.errors import StorageError
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.picture_saving import FORMS, save_picture
from memstudio.gui.trace_caption import trace_caption

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow


class PictureCommands(QObject):
    """Whatever page is in front can be pictured."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        """Ask where the picture of the page in front goes."""
        title, name = self.tr("Save a picture of the page"), f"{self._window.pages.current}.png"
        ask_where_to_save(self._window, title, name, FORMS, lambda path: self.save(Path(path)))

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
            window.messages.add("success", text.format(path=path), where=str(path))
