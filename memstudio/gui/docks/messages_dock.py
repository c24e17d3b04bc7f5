"""What was said so far: failures and notices, with their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTime, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon, tone_icon
from memstudio.gui.widgets.moment_format import clock

if TYPE_CHECKING:
    from memstudio.gui.message_log import Message, MessageLog


class MessagesDock(QDockWidget):
    """A list that can be copied and cleared."""

    def __init__(self, log: MessageLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messagesDock")
        self.setWindowTitle(self.tr("Messages"))
        page = QWidget(self)
        layout = QVBoxLayout(page)
        sizes = current().sizes
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.messages = QListWidget(page)
        self.messages.setObjectName("messages")
        self.messages.setProperty("role", "plain")
        self.messages.setAccessibleName(self.tr("Messages"))
        self.messages.setWordWrap(True)
        self.messages.setIconSize(QSize(16, 16))
        self.messages.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.messages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget(page)
        nothing = QLabel(
            self.tr("No messages. What goes wrong, and what was noticed, is kept here.")
        )
        nothing.setProperty("role", "muted")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.messages)
        layout.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(sizes.space_s, sizes.space_xs, sizes.space_s, sizes.space_s)
        row.addStretch(1)
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy"), page)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.clear_button = QPushButton(self.tr("Clear"), page)
        self.clear_button.clicked.connect(log.clear)
        for button in (self.copy_button, self.clear_button):
            button.setProperty("role", "quiet")
            button.hide()
            row.addWidget(button)
        layout.addLayout(row)
        self.setWidget(page)
        self._log = log
        log.message_added.connect(self._on_log_message_added)
        log.messages_replaced.connect(self._on_log_messages_replaced)

    @Slot(object)
    def _on_log_message_added(self, message: Message) -> None:
        time = clock(QTime(message.time.hour, message.time.minute, message.time.second))
        item = QListWidgetItem(tone_icon(message.tone), f"{time}   {message.text}")
        item.setToolTip(message.text)
        self.messages.insertItem(0, item)
        self._show_list(True)

    @Slot()
    def _on_log_messages_replaced(self) -> None:
        self.messages.clear()
        self._show_list(False)
        for message in self._log.messages:
            self._on_log_message_added(message)

    def _show_list(self, is_shown: bool) -> None:
        self._stack.setCurrentIndex(1 if is_shown else 0)
        self.copy_button.setVisible(is_shown)
        self.clear_button.setVisible(is_shown)

    @Slot()
    def _on_copy_clicked(self) -> None:
        chosen = self.messages.selectedItems() or [
            self.messages.item(index) for index in range(self.messages.count())
        ]
        QGuiApplication.clipboard().setText("\n".join(item.text() for item in chosen))
