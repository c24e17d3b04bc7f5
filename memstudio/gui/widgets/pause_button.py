"""The button that holds what is going on, and lets it go on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.widgets.icons import icon


class PauseButton(QPushButton):
    """Says Pause or Resume, as things stand.

    Signals:
        pause_requested, resume_requested: it was pressed.
    """

    pause_requested = Signal()
    resume_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._is_held = False
        self.clicked.connect(self._on_clicked)

    def show_held(self, *, is_held: bool) -> None:
        """Offer to go on with what is held, or to hold it."""
        self._is_held = is_held
        self.setText(self.tr("Resume") if is_held else self.tr("Pause"))
        self.setIcon(icon("play" if is_held else "pause"))

    @Slot()
    def _on_clicked(self) -> None:
        (self.resume_requested if self._is_held else self.pause_requested).emit()
