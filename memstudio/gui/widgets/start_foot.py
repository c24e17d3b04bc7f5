"""The foot of a form: a note, and the button that starts what the form says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon


def start_button(icon_name: str, text: str, name: str) -> QPushButton:
    """The one large button of a form.

    Args:
        icon_name: of what stands before the text.
        text: on it.
        name: of the object.
    """
    button = QPushButton(icon(icon_name, "accent_text"), text)
    button.setObjectName(name)
    button.setProperty("role", "primary")
    button.setProperty("large", True)
    return button


class StartFoot(QFrame):
    """Stays in sight beneath a form that is scrolled.

    Signals:
        start_requested: the button was pressed.

    Args:
        button: as `start_button` makes it.
        note_name: of the note's object.
    """

    start_requested = Signal()

    def __init__(self, button: QPushButton, note_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel-foot")
        self.note = QLabel()
        self.note.setObjectName(note_name)
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.button = button
        button.clicked.connect(self.start_requested)
        sizes = current().sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_l, sizes.space_s, sizes.space_l, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.note)
        column.addWidget(button)
