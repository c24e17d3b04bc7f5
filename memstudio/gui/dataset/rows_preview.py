"""The first rows of a dataset as the model reads them: what is learnt stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from memstudio.data.preview import PreviewPart

_BETWEEN = "\n⋯\n"
_TINT = 48


class RowsPreview(QPlainTextEdit):
    """Text that cannot be changed; what is only read is muted, what is learnt beside it is tinted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self._rows: tuple[tuple[PreviewPart, ...], ...] = ()
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    @property
    def has_parts(self) -> bool:
        """Whether some of what is shown is only read."""
        return any(not part.counts for row in self._rows for part in row)

    def show_rows(self, rows: tuple[tuple[PreviewPart, ...], ...]) -> None:
        """Show rows, a line of dots between them."""
        self._rows = rows
        look = theme.current()
        learnt, read, plain = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        read.setForeground(QColor(look.muted_text))
        if self.has_parts:
            tint = QColor(look.accent)
            tint.setAlpha(_TINT)
            learnt.setBackground(tint)
        self.clear()
        cursor = self.textCursor()
        for number, row in enumerate(rows):
            if number:
                cursor.insertText(_BETWEEN, plain)
            for place, part in enumerate(row):
                text = part.text.lstrip() if place == 0 else part.text
                text = text.rstrip() if place == len(row) - 1 else text
                cursor.insertText(text, learnt if part.counts else read)
        self.moveCursor(self.textCursor().MoveOperation.Start)

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self.show_rows(self._rows)
