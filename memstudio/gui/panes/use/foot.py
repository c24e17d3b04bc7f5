"""The row between the transcript and the box: why nothing can be done, what could be, the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.panes.use.suggestions import Suggestions


class Foot(QWidget):
    """A row.

    Attributes:
        reason: why the model cannot be used now.
        pause: holds the run that is in the way.
        copy: takes all that was said to the clipboard.
        clear: clears the page.

    Args:
        suggestions: what could be tried next.
        parent: as of any widget.
    """

    def __init__(self, suggestions: Suggestions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = QLabel()
        self.reason.setObjectName("reason")
        self.reason.setProperty("role", "muted")
        self.reason.setWordWrap(True)
        self.pause = QPushButton(icon("pause"), self.tr("Pause the run"))
        self.pause.setObjectName("pauseRun")
        self.copy = QPushButton(icon("copy"), self.tr("Copy all"))
        self.copy.setObjectName("copyAll")
        self.copy.setProperty("role", "quiet")
        self.clear = QPushButton(self.tr("Clear the page"))
        self.clear.setObjectName("clear")
        self.clear.setProperty("role", "quiet")
        self.clear.setToolTip(self.tr("Clears what is written here; the memory stays as it is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        # A sentence has the room that there is before it breaks.
        row.addWidget(self.reason, 1)
        row.addWidget(self.pause)
        row.addWidget(suggestions)
        row.addStretch()
        row.addWidget(self.copy)
        row.addWidget(self.clear)
