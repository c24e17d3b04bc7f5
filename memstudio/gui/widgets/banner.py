"""Sentences at the top of the workspace that stay until they are dismissed; never a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon, tone_icon

if TYPE_CHECKING:
    from memstudio.gui.message_log import Message, MessageLog

_MOST_SHOWN = 3
# Good news and notices go by themselves; failures stay.
_GOES_AFTER_MS = 8_000
_UNDO_MS = 30_000
"""What can be taken back stays longer."""


class Banner(QFrame):
    """One message with a button that dismisses it.

    Signals:
        banner_dismissed: it has had its time.
    """

    banner_dismissed = Signal()

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("tone", message.tone)
        self.message = message
        sizes = current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_s, sizes.space_s)
        row.setSpacing(sizes.space_m)
        picture = QLabel(self)
        side = QSize(18, 18)
        picture.setPixmap(tone_icon(message.tone).pixmap(side, self.devicePixelRatioF()))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = QLabel(message.text, self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.text, 1)
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setObjectName("undo")
        self.undo.setVisible(message.undo is not None)
        self.undo.clicked.connect(self._on_undo_clicked)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self.dismiss = QToolButton(self)
        self.dismiss.setIcon(icon("close", "muted_text"))
        self.dismiss.setToolTip(self.tr("Dismiss"))
        self.dismiss.setAccessibleName(self.tr("Dismiss this message"))
        self.dismiss.clicked.connect(self.banner_dismissed)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        if message.tone in {"info", "success"}:
            wait = _GOES_AFTER_MS if message.undo is None else _UNDO_MS
            QTimer.singleShot(wait, self, self.banner_dismissed.emit)

    @Slot()
    def _on_undo_clicked(self) -> None:
        if self.message.undo is not None:
            self.message.undo()
        self.banner_dismissed.emit()


class BannerStack(QWidget):
    """Shows the latest messages, newest on top."""

    def __init__(self, log: MessageLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: list[Banner] = []
        self._layout = QVBoxLayout(self)
        sizes = current().sizes
        self._layout.setContentsMargins(sizes.space_m, 0, sizes.space_m, 0)
        self._layout.setSpacing(sizes.space_xs)
        log.message_added.connect(self._on_log_message_added)

    def banners(self) -> list[Banner]:
        """Those shown now, newest first."""
        return list(self._banners)

    @Slot(object)
    def _on_log_message_added(self, message: Message) -> None:
        for banner in self.banners():
            if banner.message.text == message.text:
                self._drop(banner)
        banner = Banner(message, self)
        banner.banner_dismissed.connect(self._on_banner_dismissed)
        self._layout.insertWidget(0, banner)
        self._banners.insert(0, banner)
        for old in self.banners()[_MOST_SHOWN:]:
            self._drop(old)

    @Slot()
    def _on_banner_dismissed(self) -> None:
        banner = self.sender()
        if isinstance(banner, Banner):
            self._drop(banner)

    def _drop(self, banner: Banner) -> None:
        if banner in self._banners:
            self._banners.remove(banner)
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
