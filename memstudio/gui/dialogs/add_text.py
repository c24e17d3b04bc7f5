"""Choosing text files and folders, several of each."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.paths_editor import PathsEditor


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
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.use_button = QPushButton(self.tr("Use as the dataset"), self)
        self.use_button.setProperty("role", "primary")
        self.use_button.setDefault(True)
        self.use_button.clicked.connect(self._on_use_clicked)
        self.buttons.addWidget(self.use_button)
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
