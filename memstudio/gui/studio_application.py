"""The application object: hears what the system asks the running program to open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override


class StudioApplication(QApplication):
    """Qt's own, which hears of files too: macOS names those to be opened in no other way.

    Signals:
        file_requested: a path.
    """

    file_requested = Signal(str)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self.file_requested.emit(event.file())
            return True
        return super().event(event)
