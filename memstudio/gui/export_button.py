"""A button that gives away what a view shows: its picture as a file, its numbers as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from memstudio.errors import StorageError
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.drag_out import drag_picture
from memstudio.gui.picture_saving import FORMS, save_picture
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ExportButton(QToolButton):
    """A menu of three ways out; dragged, it takes the picture to another program.

    Signals:
        failed: a `StorageError`; the file could not be written.

    Args:
        pictured: gives what is saved as a picture.
        caption: lines below the picture: of what it is, and how it came about.
        numbers: what is shown as lines of cells with tabs between.
        command: that gives the same on the command line; None where there is none.
    """

    failed = Signal(object)

    def __init__(
        self,
        pictured: Callable[[], QWidget],
        caption: Callable[[], Sequence[str]],
        numbers: Callable[[], str],
        command: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictured, self._caption, self._numbers = pictured, caption, numbers
        self._command = command
        self.setProperty("role", "boxed")
        self.setIcon(icon("save"))
        self.setToolTip(self.tr("Save the picture, copy the numbers"))
        self.setAccessibleName(self.toolTip())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addAction(self.tr("Save the picture…")).triggered.connect(self._on_save_triggered)
        menu.addAction(self.tr("Copy the numbers")).triggered.connect(self.copy_numbers)
        if command is not None:
            entry = menu.addAction(self.tr("Copy as command line"))
            entry.triggered.connect(self.copy_command)
        self.setMenu(menu)
        drag_picture(self, self._pictured, self._name, caption, self.showMenu)

    def _name(self) -> str:
        return next(iter(self._caption()), "memory")

    @Slot()
    def copy_numbers(self) -> None:
        """Put the numbers on the clipboard."""
        QGuiApplication.clipboard().setText(self._numbers())

    @Slot()
    def copy_command(self) -> None:
        """Put the command on the clipboard."""
        if self._command is not None:
            QGuiApplication.clipboard().setText(self._command())

    @Slot(str)
    def save(self, path: str) -> None:
        """Write the picture; the file's ending says the form."""
        try:
            save_picture(self._pictured(), Path(path), self._caption())
        except StorageError as error:
            self.failed.emit(error)

    @Slot()
    def _on_save_triggered(self) -> None:
        ask_where_to_save(self, self.tr("Save the picture"), "memory.png", FORMS, self.save)
