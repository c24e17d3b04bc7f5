"""A list of files and folders, and buttons that add to it."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.data.formats import endings
from memstudio.gui.dialogs.file_asking import ask_for_files, ask_for_folder
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.icons import icon
from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable


class PathsEditor(QWidget):
    """Each path stands on the list once.

    Signals:
        changed: the paths, or those that are selected, are others.

    Args:
        more: buttons beside those that add files, a folder and the sample books.
    """

    changed = Signal()

    def __init__(self, more: Iterable[QPushButton] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_files_button = self._button(self.tr("Add files…"), "text")
        self.add_files_button.clicked.connect(self._on_add_files_clicked)
        self.add_folder_button = self._button(self.tr("Add a folder…"), "folder")
        self.add_folder_button.clicked.connect(self._on_add_folder_clicked)
        self.add_samples_button = self._button(self.tr("Add a sample book"), "book")
        # One at a time: they are of two languages.
        books = QMenu(self.add_samples_button)
        for title, path in _samples().items():
            books.addAction(title).setData(path)
        books.triggered.connect(self._on_books_triggered)
        self.add_samples_button.setMenu(books)
        self.add_samples_button.setVisible(not books.isEmpty())
        self.remove_button = QPushButton(self.tr("Remove"), self)
        self.remove_button.setProperty("role", "quiet")
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.list = QListWidget(self)
        self.list.setObjectName("paths")
        self.list.setAccessibleName(self.tr("Chosen files and folders"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_s)
        adding = (self.add_files_button, self.add_folder_button, self.add_samples_button)
        column.addWidget(ButtonRows((*adding, *more, self.remove_button), self))
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self._refresh()

    def _button(self, text: str, icon_name: str) -> QPushButton:
        button = QPushButton(icon(icon_name), text, self)
        button.setAutoDefault(False)
        return button

    @Slot(list)
    def add(self, paths: Iterable[str]) -> None:
        """Put paths on the list, each once."""
        known = set(self.paths())
        for path in paths:
            if path and path not in known:
                is_folder = os.path.isdir(path)  # noqa: PTH112 - never raises
                name = "folder" if is_folder else "text"
                entry = QListWidgetItem(icon(name, "muted_text"), path)
                entry.setToolTip(path)
                self.list.addItem(entry)
                known.add(path)
        self._refresh()

    def carried(self) -> tuple[str, ...]:
        """What is on the list, for another window."""
        return self.paths()

    def carry_on(self, state: tuple[str, ...]) -> None:
        """List what another window listed."""
        if state != self.paths():
            self.list.clear()
            self.add(state)

    def paths(self) -> tuple[str, ...]:
        """What is on the list, in its order."""
        return tuple(self.list.item(index).text() for index in range(self.list.count()))

    @Slot()
    def _refresh(self) -> None:
        self.remove_button.setEnabled(bool(self.list.selectedItems()))
        self.changed.emit()

    @Slot()
    def _on_add_files_clicked(self) -> None:
        patterns = " ".join(f"*{ending}" for ending in endings())
        forms = self.tr("Text and data (%1);;All files (*)").replace("%1", patterns)
        ask_for_files(self, self.tr("Add files"), self.add, forms)

    @Slot()
    def _on_add_folder_clicked(self) -> None:
        ask_for_folder(self, self.tr("Add a folder"), lambda folder: self.add([folder]))

    @Slot(QAction)
    def _on_books_triggered(self, book: QAction) -> None:
        self.add([book.data()])

    @Slot()
    def _on_remove_clicked(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._refresh()


def _samples() -> dict[str, str]:
    """The bundled books: where each lies, by its title."""
    sources = resource("samples", "SOURCES.toml")
    if not sources.is_file():
        return {}
    books = tomllib.loads(sources.read_text(encoding="utf-8"))["text"]
    paths = {each["title"]: sources.with_name(each["file"]) for each in books}
    return {title: str(path) for title, path in paths.items() if path.is_file()}
