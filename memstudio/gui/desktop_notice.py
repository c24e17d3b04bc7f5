"""A notice of the desktop, where there is one; the icon beside the clock is there only for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from memstudio.gui.widgets.icons import application_icon

_SHOWN_MS = 15_000


class DesktopNotice(QObject):
    """Shows notices while it is wanted.

    Signals:
        clicked: somebody clicked a notice, or the icon.
    """

    clicked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop shows notices."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def want(self, *, is_wanted: bool, tip: str = "") -> None:
        """Have the icon there, which notices come from, or not."""
        if is_wanted and self._icon is None and self.is_there():
            self._icon = QSystemTrayIcon(application_icon(), self)
            self._icon.messageClicked.connect(self.clicked)
            self._icon.activated.connect(self._on_icon_activated)
            self._icon.show()
        elif not is_wanted and self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        if self._icon is not None:
            self._icon.setToolTip(tip)

    def show(self, title: str, text: str, *, is_calm: bool = False) -> bool:
        """Show a notice, as a warning unless it is calm; says whether the desktop took it."""
        if self._icon is None:
            return False
        kinds = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(
            title, text, kinds.Information if is_calm else kinds.Warning, _SHOWN_MS
        )
        return True

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_icon_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()


def come_forward(window: QWidget) -> None:
    """Have a window before those of other programs, for somebody who asked for it."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
