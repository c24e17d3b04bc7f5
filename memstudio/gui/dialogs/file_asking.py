"""Asking for files and folders with the desktop's own dialogs, without holding anything up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

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
    forms: str = "",
) -> None:
    """Have a file chosen that there is, as `forms` such as "Texts (*.txt);;All files (*)" offer."""
    dialog = _dialog(owner, title, forms=forms)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(take)
    dialog.open()


def ask_for_files(owner: QWidget, title: str, take: Callable[[list[str]], object]) -> None:
    """Have some files chosen that there are."""
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(take)
    dialog.open()


def ask_where_to_save(
    owner: QWidget, title: str, name: str, forms: str, take: Callable[[str], object]
) -> None:
    """Have the place of a new file chosen.

    Args:
        owner: that the dialog opens over.
        title: of the dialog.
        name: of the file, as long as nobody types another.
        forms: such as "PNG (*.png);;SVG (*.svg)"; the ending of the chosen one is added where one is
            missing. None for what has no ending.
        take: is given the path.
    """
    dialog = _dialog(owner, title, name, forms)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(_ending(forms.partition(";;")[0]))
    dialog.filterSelected.connect(lambda form: dialog.setDefaultSuffix(_ending(form)))
    dialog.fileSelected.connect(take)
    dialog.open()


def _ending(form: str) -> str:
    return form.partition("(*.")[2].rstrip(")")


def _dialog(owner: QWidget, title: str, name: str = "", forms: str = "") -> QFileDialog:
    dialog = QFileDialog(owner, title, name, forms)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
