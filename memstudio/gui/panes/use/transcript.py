"""What was said and what the model wrote, in order."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from memstudio.gui.theme import theme


class Transcript(QTextEdit):
    """A running text: prompts in one colour, what the model wrote in another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAccessibleName(self.tr("Conversation"))
        self.setFrameShape(self.Shape.NoFrame)
        self._parts: list[tuple[bool, str]] = []
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said yet."""
        return not self._parts

    def add_prompt(self, text: str, *, is_question: bool) -> None:
        """Add what the user said; a question begins a new paragraph."""
        if is_question and self._parts:
            text = f"\n\n{text}"
        self._add(True, text)

    def add_piece(self, text: str, *, starts_answer: bool = False) -> None:
        """Add what the model wrote."""
        if starts_answer and self._parts and not text.startswith((" ", "\n")):
            last = self._parts[-1][1]
            text = text if last.endswith((" ", "\n")) else f" {text}"
        self._add(False, text)

    def clear_all(self) -> None:
        """Forget what was said."""
        self._parts = []
        self.clear()

    def _add(self, is_prompt: bool, text: str) -> None:
        if self._parts and self._parts[-1][0] == is_prompt:
            self._parts[-1] = (is_prompt, self._parts[-1][1] + text)
        else:
            self._parts.append((is_prompt, text))
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 4
        self._write(is_prompt, text)
        if follows:
            bar.setValue(bar.maximum())

    def _write(self, is_prompt: bool, text: str) -> None:
        look = theme.current()
        form = QTextCharFormat()
        form.setForeground(QColor(look.muted_text if is_prompt else look.text))
        if not is_prompt:
            background = QColor(look.accent)
            background.setAlphaF(0.10)
            form.setBackground(background)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)

    def _on_theme_changed(self, _: object) -> None:
        self.clear()
        for is_prompt, text in self._parts:
            self._write(is_prompt, text)
