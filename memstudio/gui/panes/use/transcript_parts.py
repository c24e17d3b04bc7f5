"""What a transcript is made of, and the parts that a turn is shown as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat

from memstudio.gui.theme import theme
from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.turn import Turn

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


WRITTEN = {Voice.CONTINUATION, Voice.ANSWER}


@dataclass
class Part:
    """A part of the transcript.

    Attributes:
        voice: who says it.
        text: what is said.
        title: the name of the document that was read.
        turn: the place of the turn that it belongs to; -1 for one of none, or not known yet.
        start: where it stands in the document, without its caption.
        end: where it ends there.
    """

    voice: Voice
    text: str
    title: str = ""
    turn: int = -1
    start: int = 0
    end: int = 0

    @property
    def shown(self) -> tuple[Voice, str, str]:
        """All that can be seen of it."""
        return (self.voice, self.text, self.title)


def parts_of(turn: Turn, place: int) -> list[Part]:
    """A turn as parts."""
    asks = turn.settings.as_question
    parts = []
    if turn.is_document:
        parts.append(Part(Voice.READING, turn.prompt, turn.source, place))
    elif turn.prompt.strip():
        parts.append(Part(Voice.QUESTION if asks else Voice.PROMPT, turn.prompt, "", place))
    if turn.answer:
        text = turn.answer.lstrip() if asks else turn.answer
        parts.append(Part(Voice.ANSWER if asks else Voice.CONTINUATION, text, "", place))
    elif turn.settings.max_new_tokens and not (
        turn.is_document or turn.is_edited or turn.is_shortened
    ):
        # Else nobody could tell it from an answer that is still to come.
        parts.append(Part(Voice.NOTE, _no_words(len(turn.written_ids)), "", place))
    return parts


def _no_words(num_written: int) -> str:
    """What became of an answer of so many tokens in which nothing is to be read."""
    if num_written > 1:
        # Parts of characters, mostly. One alone is the mark of the end.
        return QCoreApplication.translate(
            "Transcript", "The model wrote %n tokens, but no text comes of them.", "", num_written
        )
    return QCoreApplication.translate("Transcript", "The model ended without a word.")


def flows(before: Part, part: Part) -> bool:
    """Whether a part goes on in the same line: a text and its continuation are one text."""
    flowing = {Voice.PROMPT, Voice.CONTINUATION}
    return before.voice in flowing and part.voice in flowing


def block_of(voice: Voice, *, is_first: bool = False) -> QTextBlockFormat:
    """How a paragraph that begins with this voice is set."""
    sizes = theme.current().sizes
    block = QTextBlockFormat()
    block.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    close = voice is Voice.ANSWER or is_first
    block.setTopMargin(0 if close else sizes.space_l)
    return block


def format_of(voice: Voice) -> QTextCharFormat:
    """How what this voice says looks."""
    look = theme.current()
    form = QTextCharFormat()
    form.setForeground(QColor(look.text))
    if voice in WRITTEN:
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


def shortened(text: str, note: str) -> str:
    """A long text's beginning and end, with its length between them."""
    if len(text) <= _LONGEST:
        return text
    note = note.replace("%1", numbers.count(len(text)))
    return f"{text[:_BEGINNING].rstrip()} {note} {text[-_END:].lstrip()}"
