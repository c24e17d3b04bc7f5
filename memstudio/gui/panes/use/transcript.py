"""What was said and what the model wrote, in order, as one text that can be selected and copied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from memstudio.gui.theme import theme
from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from collections.abc import Callable

_NEARLY = 8
"""Pixels from the end that count as being there."""
# A book that was pasted is not shown whole: its beginning and its end are enough.
_LONGEST = 1600
_BEGINNING, _END = 700, 500


class Voice(Enum):
    """Who says a part of the transcript, and how."""

    PROMPT = "prompt"
    CONTINUATION = "continuation"
    QUESTION = "question"
    ANSWER = "answer"
    READING = "reading"
    NOTE = "note"


_WRITTEN = {Voice.CONTINUATION, Voice.ANSWER}


@dataclass
class _Part:
    voice: Voice
    text: str
    title: str = ""


class Transcript(QTextEdit):
    """Prompts and what the model made of them; what the model wrote has a tint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAccessibleName(self.tr("Conversation"))
        self.setFrameShape(self.Shape.NoFrame)
        self.document().setDocumentMargin(theme.current().sizes.space_m)
        self._parts: list[_Part] = []
        # Whether the end is kept in sight, and where it is.
        self._follows = True
        self._end = 0
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_bar_range_changed)
        bar.valueChanged.connect(self._on_bar_value_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said yet."""
        return not self._parts

    # ------------------------------------------------------------------ saying

    def add_prompt(self, text: str, *, is_question: bool) -> None:
        """Add what the user wrote; a question stands by itself."""
        self._add(_Part(Voice.QUESTION if is_question else Voice.PROMPT, text))

    def add_reading(self, title: str, text: str) -> None:
        """Add a text that was given to be read without an answer."""
        self._add(_Part(Voice.READING, text, title))

    def add_note(self, text: str) -> None:
        """Add something that happened, such as that the memory was emptied."""
        self._add(_Part(Voice.NOTE, text))

    def add_piece(self, text: str, *, is_answer: bool = False) -> None:
        """Add what the model wrote, a piece at a time."""
        voice = Voice.ANSWER if is_answer else Voice.CONTINUATION
        last = self._parts[-1] if self._parts else None
        if last is not None and last.voice is voice:
            last.text += text
            self._keep_in_sight(lambda: self._insert(text, self._format(voice)))
            return
        self._add(_Part(voice, text.lstrip() if is_answer else text))

    def take_back(self) -> None:
        """Forget the last thing the user said, which came to nothing."""
        if self._parts and self._parts[-1].voice not in _WRITTEN:
            self._parts.pop()
            self._write_all()

    def clear_all(self) -> None:
        """Forget what was said."""
        self._parts = []
        self.clear()

    def whole_text(self) -> str:
        """Everything in full, as plain text."""
        text = ""
        for part, before in zip(self._parts, [None, *self._parts], strict=False):
            if before is not None and not _flows(before, part):
                text += "\n" if part.voice is Voice.ANSWER else "\n\n"
            text += f"[{part.text}]" if part.voice is Voice.NOTE else part.text
        return text

    # ------------------------------------------------------------------ writing

    def _add(self, part: _Part) -> None:
        before = self._parts[-1] if self._parts else None
        self._parts.append(part)
        # What the user just said is always brought into sight.
        self._keep_in_sight(lambda: self._write(part, before), always=part.voice not in _WRITTEN)

    def _keep_in_sight(self, write: Callable[[], None], *, always: bool = False) -> None:
        self._follows = self._follows or always
        write()
        self._on_bar_range_changed()

    @Slot()
    def _on_bar_range_changed(self) -> None:
        """Stay at the end, also when the room for the text changes after the text did."""
        bar = self.verticalScrollBar()
        self._end = bar.maximum()
        if self._follows:
            bar.setValue(self._end)

    @Slot(int)
    def _on_bar_value_changed(self, value: int) -> None:
        # Not when the end itself has moved: then nobody scrolled.
        if self.verticalScrollBar().maximum() == self._end:
            self._follows = value >= self._end - _NEARLY

    def _write_all(self) -> None:
        self.clear()
        before: _Part | None = None
        for part in self._parts:
            self._write(part, before)
            before = part

    def _write(self, part: _Part, before: _Part | None) -> None:
        if before is not None and not _flows(before, part):
            self._new_block(part.voice)
        elif before is None:
            self._cursor().setBlockFormat(_block(part.voice, is_first=True))
        caption = self._caption(part)
        if caption:
            self._insert(caption, self._format(Voice.NOTE))
            self._new_block(Voice.ANSWER)
        self._insert(
            _shortened(part.text, self.tr("⋯ %1 characters in all ⋯")), self._format(part.voice)
        )

    def _caption(self, part: _Part) -> str:
        if part.voice is Voice.READING:
            return self.tr("Read into the memory: %1").replace("%1", part.title)
        if part.voice is Voice.QUESTION:
            return self.tr("Question")
        return ""

    def _new_block(self, voice: Voice) -> None:
        cursor = self._cursor()
        cursor.insertBlock(_block(voice), QTextCharFormat())

    def _insert(self, text: str, form: QTextCharFormat) -> None:
        self._cursor().insertText(text, form)

    def _cursor(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def _format(self, voice: Voice) -> QTextCharFormat:
        look = theme.current()
        form = QTextCharFormat()
        form.setForeground(QColor(look.text))
        if voice in _WRITTEN:
            tint = QColor(look.accent)
            tint.setAlphaF(0.12)
            form.setBackground(tint)
        elif voice is Voice.QUESTION:
            form.setFontWeight(QFont.Weight.DemiBold)
        elif voice is Voice.READING:
            form.setForeground(QColor(look.muted_text))
        elif voice is Voice.NOTE:
            form.setForeground(QColor(look.muted_text))
            form.setProperty(QTextCharFormat.Property.FontPixelSize, look.sizes.font_small)
        return form

    def _on_theme_changed(self, _: object) -> None:
        bar = self.verticalScrollBar()
        before = bar.value()
        self._write_all()
        bar.setValue(before)


def _flows(before: _Part, part: _Part) -> bool:
    """Whether a part goes on in the same line: a text and its continuation are one text."""
    flowing = {Voice.PROMPT, Voice.CONTINUATION}
    return before.voice in flowing and part.voice in flowing


def _block(voice: Voice, *, is_first: bool = False) -> QTextBlockFormat:
    sizes = theme.current().sizes
    block = QTextBlockFormat()
    block.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    close = voice is Voice.ANSWER or is_first
    block.setTopMargin(0 if close else sizes.space_l)
    return block


def _shortened(text: str, note: str) -> str:
    if len(text) <= _LONGEST:
        return text
    note = note.replace("%1", numbers.count(len(text)))
    return f"{text[:_BEGINNING].rstrip()} {note} {text[-_END:].lstrip()}"
