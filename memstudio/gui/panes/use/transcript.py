"""What was said and what the model wrote, in order, as one text that can be selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from memstudio.gui.panes.use.transcript_parts import (
    WRITTEN,
    Part,
    Voice,
    block_of,
    flows,
    format_of,
    parts_of,
    shortened,
)
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.workers.dialogue_messages import DialogueView

_NEARLY = 8
"""Pixels from the end that count as being there."""


class Transcript(QTextEdit):
    """Prompts and what the model made of them; what the model wrote has a tint.

    Signals:
        cleared: somebody cleared the page; `bring_back` takes what comes with it.
    """

    cleared = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAccessibleName(self.tr("Conversation"))
        self.setFrameShape(self.Shape.NoFrame)
        self.document().setDocumentMargin(theme.current().sizes.space_m)
        self._parts: list[Part] = []
        # Those of another model than the open one; they belong to no turn any more.
        self._num_sealed = 0
        # What is said meanwhile: each note with the turn that it stands beneath.
        self._notes: list[tuple[str, str]] = []
        self._boundary = ""
        self._idents: tuple[str, ...] = ()
        # Turns that are not shown, for the page was cleared.
        self._hidden: frozenset[str] = frozenset()
        self._marked = -1
        # How often what stood here was let go of for another session, and left behind by its model.
        self._era = (0, 0)
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

    def carried(self) -> tuple[object, ...]:
        """All that stands here, for another window."""
        return (
            self._parts,
            self._num_sealed,
            self._notes,
            self._idents,
            self._hidden,
            self._era,
            self._follows,
        )

    def carry_on(self, state: tuple[Any, ...]) -> None:
        """Show what stood in another window."""
        parts, self._num_sealed, notes, self._idents, self._hidden, self._era, self._follows = state
        self._parts, self._notes = list(parts), list(notes)
        self._rewrite()

    # ------------------------------------------------------------------ saying

    def add_prompt(self, text: str, *, is_question: bool) -> None:
        """Add what the user wrote; a question stands by itself."""
        self._add(Part(Voice.QUESTION if is_question else Voice.PROMPT, text))

    def add_reading(self, title: str, text: str) -> None:
        """Add a text that was given to be read without an answer."""
        self._add(Part(Voice.READING, text, title))

    def add_note(self, text: str) -> None:
        """Add something that happened, such as that the memory was emptied."""
        self._notes.append((self._idents[-1] if self._idents else "", text))
        last = self._parts[-1] if self._parts else None
        if last is not None and last.voice is Voice.NOTE and last.text == self._boundary:
            # It says what happened here, and the other only that something did.
            last.text = text
            self._rewrite()
        else:
            self._add(Part(Voice.NOTE, text))

    def add_piece(self, text: str, *, is_answer: bool = False) -> None:
        """Add what the model wrote, a piece at a time."""
        voice = Voice.ANSWER if is_answer else Voice.CONTINUATION
        last = self._parts[-1] if self._parts else None
        if last is not None and last.voice is voice:
            last.text += text
            self._keep_in_sight(lambda: self._insert(text, format_of(voice)))
            last.end = self._cursor().position()
            return
        self._add(Part(voice, text.lstrip() if is_answer else text))

    def take_back(self) -> None:
        """Forget the last thing the user said, which came to nothing."""
        if self._parts and self._parts[-1].voice not in WRITTEN:
            self._parts.pop()
            self._write_all()

    def clear_all(self) -> None:
        """Show nothing of what was said until now: another session follows, or none."""
        self._era = (self._era[0] + 1, self._era[1])
        self._forget()

    @Slot()
    def clear_page(self) -> None:
        """Show nothing of what was said until now, for somebody wants it so."""
        kept = (self._parts, self._num_sealed, self._notes, self._idents, self._hidden, self._era)
        self._hidden |= frozenset(self._idents)
        self._forget()
        self.cleared.emit(kept)

    def bring_back(self, kept: tuple[Any, ...]) -> None:
        """Show again what was cleared, above what was said since; `show_turns` is to follow."""
        parts, num_sealed, notes, idents, hidden, era = kept
        self._hidden -= frozenset(idents) - hidden
        if era[0] != self._era[0]:
            return
        # Turns of a model that was closed since are none that are to follow.
        above = parts[:num_sealed] if era == self._era else parts
        for part in above:
            part.turn = -1
        self._parts = [*above, *self._parts]
        self._num_sealed += len(above)
        if era == self._era:
            self._notes = [*notes, *self._notes]
        self._rewrite()

    def _forget(self) -> None:
        self._num_sealed, self._notes, self._parts, self._marked = 0, [], [], -1
        self.clear()

    # ------------------------------------------------------------------ turns

    def seal(self) -> None:
        """Leave what stands here as it is: what follows is said to another model."""
        for part in self._parts:
            part.turn = -1
        self._num_sealed, self._notes, self._idents = len(self._parts), [], ()
        self._era = (self._era[0], self._era[1] + 1)
        self._mark(-1)

    def show_turns(self, view: DialogueView, boundary: str, *, is_writing: bool) -> None:
        """Show the turns of a dialogue; what is being said at the moment stays beneath them.

        Args:
            view: the dialogue.
            boundary: said where the memory was emptied or exchanged.
            is_writing: whether something was said that is no turn yet.
        """
        self._idents = tuple(turn.ident for turn in view.turns)
        self._boundary = boundary
        parts = self._parts[: self._num_sealed]
        parts += [Part(Voice.NOTE, text) for anchor, text in self._notes if not anchor]
        for place, turn in enumerate(view.turns):
            if turn.ident in self._hidden:
                continue
            parts += parts_of(turn, place)
            notes = [text for anchor, text in self._notes if anchor == turn.ident]
            if place + 1 == view.since and not notes:
                notes = [boundary]
            parts += [Part(Voice.NOTE, text) for text in notes]
        if is_writing:
            unsaid = self._parts[self._num_sealed :]
            parts += [part for part in unsaid if part.turn < 0 and part.voice is not Voice.NOTE]
        is_same = [part.shown for part in parts] == [part.shown for part in self._parts]
        if is_same:
            for old, new in zip(self._parts, parts, strict=True):
                old.turn = new.turn
            return
        self._parts = parts
        self._marked = -1
        self._rewrite()

    def drop_from(self, place: int) -> None:
        """Show neither this turn nor those that follow: something else is said in their place."""
        kept = next((i for i, part in enumerate(self._parts) if part.turn >= place), None)
        if kept is not None:
            self._parts = self._parts[:kept]
            self._marked = -1
            self._rewrite()

    def turn_at(self, point: QPoint) -> int:
        """The place of the turn that stands at a point of the viewport; -1 without one."""
        position = self.cursorForPosition(point).position()
        # Between two paragraphs the nearer one above counts.
        found = [part for part in self._parts if part.start <= position]
        return found[-1].turn if found else -1

    def place_of(self, turn: int) -> QRect:
        """Where a turn stands in the viewport; an empty rectangle for one that does not."""
        parts = [part for part in self._parts if part.turn == turn >= 0]
        if not parts:
            return QRect()
        cursor = QTextCursor(self.document())
        cursor.setPosition(parts[0].start)
        first = self.cursorRect(cursor)
        cursor.setPosition(min(parts[-1].end, self.document().characterCount() - 1))
        return QRect(
            0, first.top(), self.viewport().width(), self.cursorRect(cursor).bottom() - first.top()
        )

    def shown_turns(self) -> list[int]:
        """The turns that are shown, in order."""
        return list(dict.fromkeys(part.turn for part in self._parts if part.turn >= 0))

    def _mark(self, turn: int) -> None:
        """Set a turn off from the others."""
        self._marked = turn
        selections = []
        for part in self._parts:
            if part.turn == turn >= 0:
                selection = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.document())
                cursor.setPosition(part.start)
                cursor.setPosition(part.end, QTextCursor.MoveMode.KeepAnchor)
                tint = QColor(theme.current().accent)
                tint.setAlphaF(0.25 if part.voice in WRITTEN else 0.10)
                selection.cursor, selection.format = cursor, QTextCharFormat()
                selection.format.setBackground(tint)
                selections.append(selection)
        self.setExtraSelections(selections)

    def mark_turn(self, turn: int) -> None:
        """Set a turn off from the others; -1 for none."""
        if turn != self._marked:
            self._mark(turn)

    def whole_text(self) -> str:
        """Everything in full, as plain text."""
        text = ""
        for part, before in zip(self._parts, [None, *self._parts], strict=False):
            if before is not None and not flows(before, part):
                text += "\n" if part.voice is Voice.ANSWER else "\n\n"
            text += f"[{part.text}]" if part.voice is Voice.NOTE else part.text
        return text

    # ------------------------------------------------------------------ writing

    def _add(self, part: Part) -> None:
        before = self._parts[-1] if self._parts else None
        self._parts.append(part)
        # What the user just said is always brought into sight.
        self._keep_in_sight(lambda: self._write(part, before), always=part.voice not in WRITTEN)

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
        before: Part | None = None
        for part in self._parts:
            self._write(part, before)
            before = part

    def _write(self, part: Part, before: Part | None) -> None:
        if before is not None and not flows(before, part):
            self._new_block(part.voice)
        elif before is None:
            self._cursor().setBlockFormat(block_of(part.voice, is_first=True))
        caption = self._caption(part)
        if caption:
            self._insert(caption, format_of(Voice.NOTE))
            self._new_block(Voice.ANSWER)
        part.start = self._cursor().position()
        text = shortened(part.text, self.tr("⋯ %1 characters in all ⋯"))
        # The lines of a note belong together: no space between them as between paragraphs.
        text = text.replace("\n", "\u2028") if part.voice is Voice.NOTE else text
        self._insert(text, format_of(part.voice))
        part.end = self._cursor().position()

    def _caption(self, part: Part) -> str:
        if part.voice is Voice.READING:
            return self.tr("Read into the memory: %1").replace("%1", part.title)
        if part.voice is Voice.QUESTION:
            return self.tr("You")
        return ""

    def _new_block(self, voice: Voice) -> None:
        cursor = self._cursor()
        cursor.insertBlock(block_of(voice), QTextCharFormat())

    def _insert(self, text: str, form: QTextCharFormat) -> None:
        self._cursor().insertText(text, form)

    def _cursor(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def _on_theme_changed(self, _: object) -> None:
        self._rewrite()

    def _rewrite(self) -> None:
        """Write everything anew, with the same part of it in sight."""
        bar = self.verticalScrollBar()
        before = bar.value()
        self._write_all()
        bar.setValue(bar.maximum() if self._follows else before)
        self._mark(self._marked)
