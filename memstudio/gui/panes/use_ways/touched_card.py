"""What a user has touched: the latest first, with ways to add to it and to take from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from memstudio.gui.dialogs.file_asking import ask_for_files
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.recommending import Recommending

_TOUCHED = Qt.ItemDataRole.UserRole


class TouchedCard(Card):
    """Works with the chosen user."""

    def __init__(self, recommending: Recommending, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Touched"))
        self._recommending = recommending
        self.line = QLineEdit()
        self.line.setObjectName("touchedLine")
        self.line.setPlaceholderText(self.tr("A title or a text…"))
        self.line.setAccessibleName(self.tr("An item that was touched"))
        self.line.returnPressed.connect(self._on_line_entered)
        self.files = QPushButton(icon("file"), "")
        self.files.setObjectName("touchedFiles")
        text = self.tr("Add from files: an item a line or a row")
        self.files.setToolTip(text)
        self.files.setAccessibleName(text)
        self.files.clicked.connect(self._on_files_clicked)
        self.take_back = QPushButton(icon("eraser"), "")
        self.take_back.setObjectName("takeBack")
        text = self.tr("Forget that this was touched")
        self.take_back.setToolTip(text)
        self.take_back.setAccessibleName(text)
        self.take_back.clicked.connect(self._on_take_back_clicked)
        self.header.addWidget(self.take_back)
        self.header.addWidget(self.files)
        self.list = QListWidget()
        self.list.setObjectName("touchedItems")
        self.list.setAccessibleName(self.tr("Touched"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemSelectionChanged.connect(self._on_list_selection_changed)
        delete = QShortcut(self.list)
        # Not every keyboard has a Delete key of its own.
        delete.setKeys([QKeySequence(key) for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)])
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_take_back_clicked)
        self.body.addWidget(self.line)
        self.body.addWidget(self.list, 1)
        recommending.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        user = self._recommending.user
        touched = user.touched if user is not None else ()
        shown = [self.list.item(row).data(_TOUCHED) for row in range(self.list.count())]
        wanted = list(reversed(touched))
        # Drawn anew only when it is another list, so that the selection stays.
        if shown != wanted:
            self.list.clear()
            for each in wanted:
                item = QListWidgetItem(each.item.text)
                item.setData(_TOUCHED, each)
                when = each.when[:16].replace("T", " ")
                source = f" · {each.item.source}" if each.item.source else ""
                item.setToolTip(f"{each.item.text}\n{when}{source}")
                self.list.addItem(item)
        self.line.setEnabled(user is not None)
        self.files.setEnabled(user is not None)
        self._on_list_selection_changed()

    @Slot()
    def _on_list_selection_changed(self) -> None:
        self.take_back.setEnabled(bool(self.list.selectedItems()))

    @Slot()
    def _on_line_entered(self) -> None:
        if text := self.line.text().strip():
            self._recommending.touch((text,))
            self.line.clear()

    @Slot()
    def _on_take_back_clicked(self) -> None:
        for item in self.list.selectedItems():
            number = self.list.count() - 1 - self.list.row(item)
            self._recommending.take_back(number, item.data(_TOUCHED))

    @Slot()
    def _on_files_clicked(self) -> None:
        # Another user may be the chosen one by the time they are.
        name = self._recommending.name
        ask_for_files(
            self,
            self.tr("Items that were touched"),
            lambda paths: self._recommending.touch(paths=tuple(paths), name=name),
        )
