"""What could be tried next, as buttons: read the text of the trace, ask who is where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument

_MOST = 4
_LONGEST_NAME = 32


class Suggestions(QWidget):
    """A row of buttons; hidden when there is nothing to suggest.

    Attributes:
        has_any: whether there is something to suggest.

    Signals:
        reading_requested: the text of the trace should be read into the memory.
        question_chosen: a question.
    """

    reading_requested = Signal()
    question_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read_button = QPushButton(icon("book"), "")
        self.read_button.setObjectName("readStory")
        self.read_button.setIconSize(QSize(16, 16))
        self.read_button.setProperty("role", "chip")
        self.read_button.clicked.connect(self.reading_requested)
        self.caption = QLabel(self.tr("Ask"))
        self.caption.setProperty("role", "caption")
        self.questions: list[QPushButton] = []
        self.has_any = False
        sizes = current().sizes
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(sizes.space_s)
        self._row.addWidget(self.read_button)
        self._row.addWidget(self.caption)
        self._row.addStretch(1)
        self.suggest(None, ())

    def suggest(self, document: TraceDocument | None, questions: tuple[str, ...]) -> None:
        """Offer to read a document, when it is given, and to ask."""
        self.read_button.setVisible(document is not None)
        if document is not None:
            name = document.name
            if len(name) > _LONGEST_NAME:
                name = f"{name[:_LONGEST_NAME]}…"
            text = self.tr("Read “%1” into the memory").replace("%1", name)
            self.read_button.setText(text.replace("&", "&&"))
        for old in self.questions:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.questions = []
        for question in questions[:_MOST]:
            button = QPushButton(question)
            button.setProperty("role", "chip")
            button.setObjectName("question")
            button.clicked.connect(self._on_question_clicked)
            self._row.insertWidget(self._row.count() - 1, button)
            self.questions.append(button)
        self.caption.setVisible(bool(self.questions))
        self.has_any = document is not None or bool(self.questions)
        self.setVisible(self.has_any)

    def set_usable(self, is_usable: bool) -> None:
        """Whether the model can be asked now."""
        for button in (self.read_button, *self.questions):
            button.setEnabled(is_usable)

    def _on_question_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.question_chosen.emit(button.text())


def questions_about(text: str) -> tuple[str, ...]:
    """Where the people of a story are; nothing for texts that are no stories of the demo's kind."""
    from memstudio.tasks.stories import DEMO_WORLD

    names, places = "|".join(DEMO_WORLD.cast), "|".join(DEMO_WORLD.places)
    told = re.findall(rf"\b({names})\b [a-z ]{{2,20}} the (?:{places})\.", text)
    # In the language of the stories, whatever the window speaks.
    return tuple(f"Where is {name}?" for name in dict.fromkeys(told))
