"""A token in full: what the model expected in its place, what it cost, and its slots."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.docks.inspector.section import note_label
from memstudio.gui.docks.inspector.words import mean_note, share
from memstudio.gui.theme import theme
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.number_format import count, decimal, percent
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.trace.slot_spans import shown_word
from memstudio.trace.slot_weights import Name, Place, attention_of_token, lacking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control

_LISTED = 6


@dataclass(frozen=True)
class _Slots:
    """A token's weight for every slot, and the mass of those that were too little to be kept."""

    weights: NDArray[np.float64]
    lacking: float

    @classmethod
    def of(cls, document: TraceDocument, name: Name, place: Place, token: int) -> _Slots:
        weights = attention_of_token(document.reader, name, place, token)
        left = lacking(document.reader, name, place, token, token + 1)
        return cls(weights, 0.0 if left is None else float(left[0]))


@dataclass(frozen=True)
class _Found:
    """What had to be fetched."""

    expected: list[tuple[str, float]]
    gain: float | None
    read: _Slots | None
    written: _Slots | None


class TokenView(QWidget):
    """Shows one token.

    Signals:
        slot_chosen: index of a slot.
    """

    slot_chosen = Signal(int)

    def __init__(self, wishes: Wishes) -> None:
        super().__init__()
        self._wishes = wishes
        self.back = QPushButton()
        self.back.setProperty("role", "link")
        self.back.setAccessibleName(self.tr("Back"))
        self.back.hide()
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setWordWrap(True)
        self.lead = note_label()
        self._titles = [note_label() for _ in range(3)]
        self.expected = RankedList("expected", self.tr("Expected here"))
        self.read = RankedList("slotsRead", self.tr("Slots it read"))
        self.written = RankedList("slotsWritten", self.tr("Slots it was written into"))
        self.read_note, self.written_note = note_label(), note_label()
        for each in (self.read, self.written):
            each.row_chosen.connect(self.slot_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.title)
        layout.addWidget(self.lead)
        for title, each, note in self._parts():
            layout.addSpacing(6)
            layout.addWidget(title)
            layout.addWidget(each)
            if note is not None:
                layout.addWidget(note)
        layout.addStretch(1)

    def _parts(self) -> Iterator[tuple[QLabel, RankedList, QLabel | None]]:
        lists = (self.expected, self.read, self.written)
        return zip(self._titles, lists, (None, self.read_note, self.written_note), strict=True)

    def show_token(
        self, document: TraceDocument, token: int, layer: int | None, head: int | None
    ) -> None:
        """Show a token of a trace."""
        self.title.setText(f"“{html.escape(document.token_text(token))}”")
        self.lead.setText(self._sentence(document, token))
        for title, each, note in self._parts():
            title.setText(each.accessibleName())
            title.hide()
            each.hide()
            if note is not None:
                note.clear()
                note.hide()
        place = Place(0, layer, head)

        def work(_: Control) -> _Found:
            reader = document.reader
            gain = None if document.gain is None else float(document.gain[token])
            read = written = None
            if document.has_weights:
                read = _Slots.of(document, "read", place, token)
                written = _Slots.of(document, "write", place, token)
            return _Found(reader.predicted(token), gain, read, written)

        def show(found: _Found | None) -> None:
            if found is not None:
                self._show(document, token, place, found)

        self._wishes.ask("token", work, show)

    def forget(self) -> None:
        """Nothing is shown."""
        self._wishes.forget("token")

    def _sentence(self, document: TraceDocument, token: int) -> str:
        segment = document.segment_of(token)
        text = self.tr("Token {token}, in segment {segment}.")
        text = text.format(token=count(token), segment=count(segment))
        loss = float(document.loss[token])
        if not np.isfinite(loss):
            return text
        more = self.tr("The model gave it a probability of {share} (loss {loss} nats).")
        more = more.format(share=percent(np.exp(-loss), 2), loss=decimal(loss, 2))
        return in_a_row(text, more)

    def _show(self, document: TraceDocument, token: int, place: Place, found: _Found) -> None:
        look = theme.current()
        sentences = [self._sentence(document, token)]
        if found.expected:
            places = [text for text, _ in found.expected]
            own = document.reader.token_text(token)
            if own in places:
                text = self.tr("It was number {rank} of the likeliest words.")
                sentences.append(text.format(rank=places.index(own) + 1))
            else:
                text = self.tr("It was not among the {count} likeliest words.")
                sentences.append(text.format(count=len(places)))
        if found.gain is not None and np.isfinite(found.gain):
            text = self.tr("The memory changed its loss by {gain} nats.")
            sentences.append(text.format(gain=_signed(-found.gain)))
        self.lead.setText(in_a_row(*sentences))
        rows = [
            RankedRow(shown_word(text), score, percent(score, 1), f"“{text}”\n{score:.3%}")
            for text, score in found.expected
        ]
        self.expected.show_rows(rows, look.accent)
        more = self.tr("{share} went to slots that the trace does not keep.")
        if found.read is not None:
            self.read.show_rows(self._slots(found.read), look.accent)
            more = more.format(share=share(found.read.lacking)) if found.read.lacking > 0 else ""
            self._note(self.read_note, more, mean_note(document, "read", place.layer, place.head))
        if found.written is not None:
            self.written.show_rows(self._slots(found.written), look.accent)
            more = self.tr("Into some slots too little went to be kept in the trace.")
            more = more if found.written.lacking > 0 else ""
            self._note(
                self.written_note, more, mean_note(document, "write", place.layer, place.head)
            )
        for title, each, note in self._parts():
            title.setVisible(each.rows.rowCount() > 0 or (note is not None and bool(note.text())))

    @staticmethod
    def _note(label: QLabel, *sentences: str) -> None:
        label.setText(in_a_row(*sentences))
        label.setVisible(bool(label.text()))

    def _slots(self, slots: _Slots) -> list[RankedRow]:
        weights = slots.weights
        look, name = theme.current(), self.tr("slot {slot}")
        order = np.argsort(-weights, kind="stable")[:_LISTED].tolist()
        return [
            RankedRow(
                name.format(slot=slot),
                float(weights[slot]),
                share(float(weights[slot])),
                f"{name.format(slot=slot)}\n{float(weights[slot]):.3%}",
                slot,
                look.slot_colour(slot),
            )
            for slot in order
            # Where some are not kept, nothing may be no more than that.
            if weights[slot] > 0 or slots.lacking <= 0
        ]


def _signed(change: float) -> str:
    """A change in nats with its sign; what rounds to nothing has none."""
    text = f"{change:+z.2f}".replace("-", "\N{MINUS SIGN}")
    return "0.00" if text == "+0.00" else text
