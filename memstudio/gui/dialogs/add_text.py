"""Choosing text files and folders, several of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.paths_editor import PathsEditor

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class AddTextDialog(Dialog):
    """A list of paths that together become the dataset.

    Signals:
        paths_chosen: a tuple of paths.
    """

    paths_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Add text"),
            self.tr(
                "Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet and Arrow files, and "
                "archives and folders of them, which are searched to the bottom. "
                "Dropping them anywhere on the window does the same."
            ),
            parent,
        )
        self.resize(560, 420)
        self.paths = PathsEditor(parent=self)
        self.body.addWidget(self.paths, 1)
        self.cancel_button = self.add_button(self.tr("Cancel"), self.reject)
        text = self.tr("Use as the dataset")
        self.use_button = self.add_button(text, self._on_use_clicked, is_primary=True)
        self.paths.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.use_button.setEnabled(bool(self.paths.paths()))

    @Slot()
    def _on_use_clicked(self) -> None:
        chosen = self.paths.paths()
        self.accept()
        self.paths_chosen.emit(chosen)
