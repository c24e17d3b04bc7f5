"""Asking for files and folders with the desktop's own dialogs, without holding anything up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget


def ask_for_folder(
    owner: QWidget, title: str, take: Callable[[str], object] | SignalInstance
) -> None:
    """Have a folder chosen; `take` is given its path, unless the dialog is cancelled."""
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(take)
    dialog.open()


def ask_for_file(
    owner: QWidget,
    title: str,
    take: Callable[[str], object] | SignalInstance,
    filters: Sequence[str] = (),
) -> None:
    """Have a file chosen that there is, as `filters` such as "Texts (*.txt)" offer."""
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if filters:
        dialog.setNameFilters(filters)
    dialog.fileSelected.connect(take)
    dialog.open()


def ask_for_files(owner: QWidget, title: str, take: Callable[[list[str]], object]) -> None:
    """Have some files chosen that there are."""
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(take)
    dialog.open()


def ask_where_to_save(
    owner: QWidget, title: str, name: str, form: str, take: Callable[[str], object]
) -> None:
    """Have the place of a new file chosen.

    Args:
        owner: that the dialog opens over.
        title: of the dialog.
        name: of the file, as long as nobody types another; its ending is added where one is missing.
        form: such as "TOML (*.toml)".
        take: is given the path.
    """
    dialog = _dialog(owner, title, name, form)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.fileSelected.connect(take)
    dialog.open()


def _dialog(owner: QWidget, title: str, name: str = "", form: str = "") -> QFileDialog:
    dialog = QFileDialog(owner, title, name, form)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
