"""Choosing text files and folders, several of each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from memstudio.data.formats import endings
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon
from memstudio.resources import resource

_SAMPLE_ENDINGS = frozenset({".txt", ".md", ".jsonl"})


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
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_s)
        self.body.addLayout(row)
        self.add_files_button = self._button(self.tr("Add files…"), "text", row)
        self.add_files_button.clicked.connect(self._on_add_files_clicked)
        self.add_folder_button = self._button(self.tr("Add a folder…"), "folder", row)
        self.add_folder_button.clicked.connect(self._on_add_folder_clicked)
        self.add_samples_button = self._button(self.tr("Add the sample books"), "book", row)
        self.add_samples_button.clicked.connect(self._on_add_samples_clicked)
        self.add_samples_button.setVisible(bool(_samples()))
        row.addStretch(1)
        self.paths = QListWidget(self)
        self.paths.setAccessibleName(self.tr("Chosen files and folders"))
        self.paths.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.body.addWidget(self.paths, 1)
        self.remove_button = QPushButton(self.tr("Remove"), self)
        self.remove_button.setProperty("role", "quiet")
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.buttons.insertWidget(0, self.remove_button)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.use_button = QPushButton(self.tr("Use as the dataset"), self)
        self.use_button.setProperty("role", "primary")
        self.use_button.setDefault(True)
        self.use_button.clicked.connect(self._on_use_clicked)
        self.buttons.addWidget(self.use_button)
        self.paths.itemSelectionChanged.connect(self._refresh)
        self._refresh()

    def _button(self, text: str, icon_name: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(icon(icon_name), text, self)
        button.setAutoDefault(False)
        row.addWidget(button)
        return button

    def add(self, paths: list[str]) -> None:
        """Put paths on the list, each once."""
        known = {self.paths.item(index).text() for index in range(self.paths.count())}
        for path in paths:
            if path and path not in known:
                name = "folder" if Path(path).is_dir() else "text"
                self.paths.addItem(QListWidgetItem(icon(name, "muted_text"), path))
                known.add(path)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.use_button.setEnabled(self.paths.count() > 0)
        self.remove_button.setEnabled(bool(self.paths.selectedItems()))

    @Slot()
    def _on_add_files_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{ending}" for ending in endings())
        readable = self.tr("Text and data (%1)").replace("%1", patterns)
        dialog.setNameFilters([readable, self.tr("All files (*)")])
        dialog.filesSelected.connect(self.add)
        dialog.open()

    @Slot()
    def _on_add_folder_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    @Slot()
    def _on_add_samples_clicked(self) -> None:
        self.add(_samples())

    @Slot()
    def _on_remove_clicked(self) -> None:
        for item in self.paths.selectedItems():
            self.paths.takeItem(self.paths.row(item))
        self._refresh()

    @Slot()
    def _on_use_clicked(self) -> None:
        chosen = tuple(self.paths.item(index).text() for index in range(self.paths.count()))
        self.accept()
        self.paths_chosen.emit(chosen)


def _samples() -> list[str]:
    """The bundled books."""
    folder = resource("samples")
    if not folder.is_dir():
        return []
    return sorted(str(path) for path in folder.iterdir() if path.suffix in _SAMPLE_ENDINGS)
