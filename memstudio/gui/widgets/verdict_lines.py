"""Sentences that say what was found, each with a mark of whether that is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.theme import theme
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memstudio.measuring.verdict import Sentence

_ICON = QSize(18, 18)
_TONES = {
    "good": ("check", "success"),
    "bad": ("warning", "danger"),
    "open": ("info", "muted_text"),
}


class VerdictLines(QVBoxLayout):
    """A column of sentences that can be selected and copied.

    Args:
        name: of each sentence's label.
        spacing: between two, pixels.
    """

    def __init__(self, name: str, spacing: int) -> None:
        super().__init__()
        self.setSpacing(spacing)
        self._name = name
        self._said: list[QLabel] = []

    def said(self) -> list[str]:
        """The sentences that are shown."""
        return [label.text() for label in self._said]

    def show_sentences(self, sentences: Iterable[Sentence]) -> None:
        """Show others."""
        self._said.clear()
        while (item := self.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in sentences:
            self.addWidget(self._line(each))

    def _line(self, sentence: Sentence) -> QWidget:
        line = QWidget()
        name, role = _TONES[sentence.tone]
        mark, label = QLabel(), QLabel(filled(sentence.text, sentence.values))
        mark.setPixmap(icon(name, role).pixmap(_ICON, line.devicePixelRatioF()))
        label.setObjectName(self._name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().sizes.space_s)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        self._said.append(label)
        return line
