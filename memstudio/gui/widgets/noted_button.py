"""A button to choose something with, over a note of what that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QRadioButton

_INDENT = 24


class NotedButton(QVBoxLayout):
    """The two of them.

    Attributes:
        note: the label.
    """

    def __init__(self, button: QRadioButton, text: str = "") -> None:
        super().__init__()
        self._button = button
        self.note = QLabel(text)
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(_INDENT, 0, 0, 0)
        self.note.setBuddy(button)
        self.setSpacing(0)
        self.addWidget(button)
        self.addWidget(self.note)
        button.setAccessibleDescription(text)
        if not text:
            self.note.hide()

    def tell(self, text: str) -> None:
        """Say something else; "" for nothing."""
        self._button.setAccessibleDescription(text)
        self.note.setText(text)
        self.note.setVisible(bool(text))
