"""All actions in one list, found by typing a part of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_text import plain_text
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from memstudio.gui.actions.action import Actions

_WIDTH = 520
_HEIGHT = 380
_ICON = 16
_KEYS_OF_LIST = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})

_KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
_EDGE = 8


class _KeysDelegate(QStyledItemDelegate):
    """Draws an action's keys at the right, where a menu has them."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(current().muted_text))
        painter.drawText(
            option.rect.adjusted(0, 0, -_EDGE, 0),
            RIGHT,
            index.data(_KEYS_ROLE),
        )
        painter.restore()


class CommandPalette(QDialog):
    """Type, choose with the arrows, press Enter."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self.setProperty("role", "floating")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Find an action"))
        self.setFixedSize(_WIDTH, _HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[current().sizes.space_m] * 4)
        layout.setSpacing(current().sizes.space_s)
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(self.tr("What do you want to do?"))
        self.search.setAccessibleName(self.tr("Find an action"))
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._do)
        self.search.installEventFilter(self)
        layout.addWidget(self.search)
        self.found = QListWidget(self)
        self.found.setObjectName("found")
        self.found.setProperty("role", "plain")
        self.found.setItemDelegate(_KeysDelegate(self.found))
        self.found.setAccessibleName(self.tr("Actions"))
        self.found.itemActivated.connect(self._do)
        self.found.itemClicked.connect(self._do)
        self.found.currentItemChanged.connect(self._on_found_current_item_changed)
        layout.addWidget(self.found, 1)
        self.reason = QLabel(self)
        self.reason.setObjectName("reason")
        self.reason.setProperty("role", "muted")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        layout.addWidget(self.reason)
        self._fill("")

    @Slot(str)
    def _fill(self, typed: str) -> None:
        self.found.clear()
        words = typed.casefold().split()
        # What can be done first; of the rest it is said why not.
        for spec in sorted(self._actions.specs, key=lambda each: not self._can_do(each.id)):
            action = self._actions[spec.id]
            name = plain_text(action)
            if spec.id == "help.palette":
                continue
            if not all(word in f"{name} {spec.id}".casefold() for word in words):
                continue
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(action.icon(), name)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            item.setData(_KEYS_ROLE, keys)
            said = f"{name} {keys}".rstrip()
            if not action.isEnabled():
                said = f"{said}, {action.toolTip()}"
                item.setForeground(QColor(current().muted_text))
                item.setIcon(action.icon().pixmap(_ICON, QIcon.Mode.Disabled))
            item.setToolTip(action.toolTip())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.found.addItem(item)
        self.found.setCurrentRow(0)
        if not self.found.count():
            self._say(self.tr("Nothing is called so."))

    def _can_do(self, action_id: str) -> bool:
        return self._actions[action_id].isEnabled()

    def _say(self, text: str) -> None:
        self.reason.setText(text)
        self.reason.setVisible(bool(text))

    @Slot(QListWidgetItem)
    def _on_found_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            is_possible = self._can_do(item.data(Qt.ItemDataRole.UserRole))
            self._say("" if is_possible else item.toolTip())

    @Slot()
    def _do(self) -> None:
        if self.found.currentRow() < 0:
            return
        action_id = self.found.currentItem().data(Qt.ItemDataRole.UserRole)
        if not self._can_do(action_id):
            # Its reason stands below.
            return
        self.accept()
        self._actions[action_id].trigger()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in _KEYS_OF_LIST:
            return False
        self.found.event(event)
        return True
