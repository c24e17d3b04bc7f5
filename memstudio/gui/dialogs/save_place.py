"""Where something new is saved: a name, the folder it lies in, and what is wrong with them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.paths import models_dir

# What Windows does not allow in names; a model may be carried there.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# File systems take 255 bytes, and while it is written a folder's name is a little longer.
_LONGEST = 200
_LONGEST_SUGGESTED = 60


class FolderEditor(QWidget):
    """A path, and a button that chooses one.

    Signals:
        changed: the path is another.
    """

    changed = Signal()

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        self.path = QLineEdit(folder, self)
        self.path.setObjectName("path")
        self.path.setAccessibleName(self.tr("Folder"))
        self.path.setCursorPosition(0)
        self.path.setToolTip(folder)
        self.path.textChanged.connect(self.path.setToolTip)
        self.path.textChanged.connect(self.changed)
        row.addWidget(self.path, 1)
        self.choose_button = QPushButton(icon("folder"), "", self)
        self.choose_button.setAutoDefault(False)
        self.choose_button.setToolTip(self.tr("Choose where to save"))
        self.choose_button.setAccessibleName(self.tr("Choose where to save"))
        self.choose_button.clicked.connect(self._on_choose_clicked)
        row.addWidget(self.choose_button)
        self.setFocusProxy(self.path)

    @Slot()
    def _on_choose_clicked(self) -> None:
        folder = self.path.text()
        # Not `Path.is_dir`: a path that is too long is an error to it.
        place = folder if os.path.isdir(folder) else ""  # noqa: PTH112
        ask_for_folder(self, self.tr("Choose where to save"), self.path.setText, place)


class SavePlace(QObject):
    """A name and a folder together name a folder that is not there yet.

    Signals:
        changed: one of the two is another.

    Args:
        parent_folder: where things are saved unless the user says otherwise.
    """

    changed = Signal()

    def __init__(self, parent_folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLineEdit(parent)
        self.folder = FolderEditor(str(parent_folder), parent)
        self._is_named_by_user = False
        self.name.textEdited.connect(self._on_name_text_edited)
        self.name.textChanged.connect(self.changed)
        self.folder.changed.connect(self.changed)

    def suggest(self, base: str, ending: str) -> None:
        """Write a free name made of `base` and `ending`, unless the user has given one."""
        if self._is_named_by_user:
            return
        base = _FORBIDDEN.sub("-", base).strip(" .-")[:_LONGEST_SUGGESTED].rstrip(" .-")
        name = f"{base}-{ending}" if base else ""
        free, number = name, 1
        while name and os.path.lexists(self._inside(free)):
            number += 1
            free = f"{name}-{number}"
        self.name.setText(free)

    def choose(self, folder: str) -> None:
        """Take a place that was chosen before."""
        self._is_named_by_user = True
        self.folder.path.setText(str(Path(folder).parent))
        self.name.setText(Path(folder).name)

    def chosen(self) -> str:
        """The folder to be made."""
        return str(self._inside(self.name.text().strip()))

    def name_problem(self) -> str:
        """Why nothing can have this name here; "" when it can, or when there is no name yet."""
        name = self.name.text().strip()
        if _FORBIDDEN.search(name):
            return self.tr('A name has none of these: < > : " / \\ | ? *')
        if name.startswith(".") or name.endswith("."):
            return self.tr("A name neither begins nor ends with a dot.")
        if _RESERVED.fullmatch(name):
            return self.tr("Windows keeps this name for itself. Take another.")
        if len(name.encode(errors="replace")) > _LONGEST:
            return self.tr("This name is too long.")
        if name and os.path.lexists(self._inside(name)):
            return self.tr("There is something of this name already. Take another name.")
        return ""

    def folder_problem(self) -> str:
        """Why nothing can be saved there; "" when it can."""
        parent = self._parent()
        if parent is None or not parent.is_absolute():
            return self.tr("Give the whole path of a folder.")
        existing = next((path for path in (parent, *parent.parents) if os.path.lexists(path)), None)
        if existing is None or not os.path.isdir(existing):  # noqa: PTH112 - never raises
            return self.tr("%1 is not a folder.").replace("%1", str(existing or parent))
        if not os.access(existing, os.W_OK):
            return self.tr("You may not write to %1.").replace("%1", str(existing))
        return ""

    def _parent(self) -> Path | None:
        text = self.folder.path.text().strip()
        try:
            return Path(text).expanduser() if text else None
        except RuntimeError:
            # The home folder of somebody whom the system does not know.
            return None

    def _inside(self, name: str) -> Path:
        return (self._parent() or Path()) / name

    @Slot(str)
    def _on_name_text_edited(self, text: str) -> None:
        # Whoever empties the field wants a suggestion again.
        self._is_named_by_user = bool(text.strip())


class PlaceRows(SettingRows):
    """The two fields under each other, and beneath each what is wrong with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = SavePlace(models_dir(), self)
        self.add("name", self.tr("Name"), self.place.name, "")
        self.add("folder", self.tr("In"), self.place.folder, "")

    def reason(self) -> str:
        """Why nothing can be saved there under that name; "" when something can."""
        if not self.place.name.text().strip():
            return self.tr("Give the new model a name.")
        return self.place.name_problem() or self.place.folder_problem()

    def refresh(self) -> None:
        """Say anew what is wrong."""
        self.show_problem("name", self.place.name_problem())
        self.show_problem("folder", self.place.folder_problem())
