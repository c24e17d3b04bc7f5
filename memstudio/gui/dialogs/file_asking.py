"""Asking for files and folders with the desktop's own dialogs, without holding anything up.

Nowhere else is one made: titles, buttons and forms are in the language of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog

from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

_ACCEPT = QFileDialog.DialogLabel.Accept
_OF_QT = (
    marked("QFileDialog", "&Look in:"), marked("QFileDialog", "Files of &type:"),
    marked("QAbstractFileIconProvider", "Folder"), marked("QAbstractFileIconProvider", "Drive"),
)  # fmt: skip
"""What Qt says in its own dialog and its own catalogs know by older names; it finds these in ours."""
_LONG = 120
"""Signs of forms with so many endings that their names are shown alone."""


def ask_for_folder(
    owner: QWidget,
    title: str,
    take: Callable[[str], object] | SignalInstance,
    place: str = "",
) -> None:
    """Have a folder chosen, from those in `place`; `take` is given its path, unless it is cancelled."""
    dialog = _dialog(owner, title, place)
    dialog.setLabelText(_ACCEPT, QCoreApplication.translate("FileAsking", "Choose"))
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


def ask_for_files(
    owner: QWidget, title: str, take: Callable[[list[str]], object], forms: str = ""
) -> None:
    """Have some files chosen that there are."""
    dialog = _dialog(owner, title, forms=forms)
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
    dialog.setLabelText(_ACCEPT, QCoreApplication.translate("FileAsking", "Save"))
    dialog.setDefaultSuffix(_ending(forms.partition(";;")[0]))
    dialog.filterSelected.connect(lambda form: dialog.setDefaultSuffix(_ending(form)))
    dialog.fileSelected.connect(take)
    dialog.open()


def _ending(form: str) -> str:
    return form.partition("(*.")[2].rstrip(")")


def _dialog(owner: QWidget, title: str, name: str = "", forms: str = "") -> QFileDialog:
    dialog = QFileDialog(owner, title, name, forms)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails, len(forms) > _LONG)
    dialog.setLabelText(_ACCEPT, QCoreApplication.translate("FileAsking", "Open"))
    return dialog
