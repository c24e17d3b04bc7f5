"""Sentences at the top of the workspace that stay until they are dismissed; never a dialog."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon, tone_icon

if TYPE_CHECKING:
    from memstudio.gui.message_log import Message, MessageLog

_MOST_SHOWN = 3
# Of what can be undone nowhere else: the page beneath must keep its room.
_MOST_UNDONE = 5
# Good news and notices go by themselves; failures stay.
_GOES_AFTER_MS = 8_000
_BUTTON_MS = 30_000
"""What has a button stays longer."""


class Banner(QFrame):
    """One message with a button that dismisses it.

    Signals:
        banner_dismissed: it has had its time.
        undo_requested: what it says is to be taken back.
        folder_requested: a folder is to be shown in the file manager.

    Args:
        message: what is said.
        time_left: milliseconds after which it goes by itself; None for the usual.
        parent: as of any widget.
    """

    banner_dismissed = Signal()
    undo_requested = Signal()
    folder_requested = Signal(str)

    def __init__(
        self, message: Message, time_left: int | None = None, parent: QWidget | None = None
    ) -> None:
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
        self.undo = QPushButton(message.button or self.tr("Undo"), self)
        self.undo.setObjectName("undo")
        self.undo.setVisible(message.undo is not None)
        self.undo.clicked.connect(self.undo_requested)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_folder = QPushButton(self.tr("Show in folder"), self)
        self.show_folder.setObjectName("show_folder")
        self.show_folder.setVisible(bool(message.where))
        self.show_folder.clicked.connect(self._on_show_folder_clicked)
        row.addWidget(self.show_folder, 0, Qt.AlignmentFlag.AlignVCenter)
        self.dismiss = QToolButton(self)
        self.dismiss.setIcon(icon("close", "muted_text"))
        self.dismiss.setToolTip(self.tr("Dismiss"))
        self.dismiss.setAccessibleName(self.tr("Dismiss this message"))
        self.dismiss.clicked.connect(self.banner_dismissed)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        has_button = message.undo is not None or message.where
        wait = _BUTTON_MS if has_button else _GOES_AFTER_MS
        self._timer = single_shot(
            self, wait if time_left is None else time_left, self.banner_dismissed.emit
        )
        if message.tone in {"info", "success"}:
            self._timer.start()

    @Slot()
    def _on_show_folder_clicked(self) -> None:
        path = Path(self.message.where)
        is_folder = os.path.isdir(path)  # noqa: PTH112 - never raises
        self.folder_requested.emit(str(path if is_folder else path.parent))

    @property
    def is_last_way_back(self) -> bool:
        """Whether what it says can be undone here and nowhere else."""
        return self.message.undo is not None and not self.message.button

    @property
    def time_left(self) -> int | None:
        """Milliseconds after which it goes by itself; None when it stays."""
        return self._timer.remainingTime() if self._timer.isActive() else None


class BannerStack(QWidget):
    """Shows the latest messages, newest on top, and the latest that can be undone nowhere else.

    Signals:
        undo_requested: the `Message` that says what is to be taken back.
        folder_requested: the folder to be shown in the file manager.
    """

    undo_requested = Signal(object)
    folder_requested = Signal(str)

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

    def carried(self) -> list[tuple[Message, int | None]]:
        """What is shown, oldest first, with the time that is left of each; for another window."""
        return [(banner.message, banner.time_left) for banner in reversed(self._banners)]

    def carry_on(self, state: list[tuple[Message, int | None]]) -> None:
        """Show what another window showed."""
        for message, time_left in state:
            self._show(message, time_left)

    @Slot(object)
    def _on_log_message_added(self, message: Message) -> None:
        self._show(message)

    def _show(self, message: Message, time_left: int | None = None) -> None:
        for banner in self.banners():
            if _is_outdated(banner.message, message):
                self._drop(banner)
        banner = Banner(message, time_left, self)
        banner.banner_dismissed.connect(self._on_banner_dismissed)
        banner.undo_requested.connect(self._on_banner_undo_requested)
        banner.folder_requested.connect(self.folder_requested)
        self._layout.insertWidget(0, banner)
        self._banners.insert(0, banner)
        undone = [each for each in self.banners() if each.is_last_way_back][:_MOST_UNDONE]
        for old in self.banners()[_MOST_SHOWN:]:
            if old not in undone:
                self._drop(old)

    @Slot()
    def _on_banner_dismissed(self) -> None:
        banner = self.sender()
        if isinstance(banner, Banner):
            self._drop(banner)

    @Slot()
    def _on_banner_undo_requested(self) -> None:
        banner = self.sender()
        if isinstance(banner, Banner):
            # First: what cannot be undone is said in a banner of its own.
            self._drop(banner)
            self.undo_requested.emit(banner.message)

    def _drop(self, banner: Banner) -> None:
        if banner in self._banners:
            self._banners.remove(banner)
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()


def _is_outdated(old: Message, new: Message) -> bool:
    if old.undo is not None:
        # What is done twice can be taken back twice.
        return bool(old.subject) and old.subject == new.subject
    return old.text == new.text
