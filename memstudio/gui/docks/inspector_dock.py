"""What is selected, in full: a slot, a token, or how to read the pictures."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.docks.bars import Bar, BarList
from memstudio.gui.docks.sparkline import Sparkline
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TokenWeight, TraceDocument

_LISTED = 6


class InspectorDock(QDockWidget):
    """Follows the selection."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Inspector"))
        self.setObjectName("inspectorDock")
        self._session = session
        self._selection = selection
        self._title = _label("title")
        self._lead = _label("muted")
        self._history_title, self._history = _label("muted"), Sparkline()
        self._lists = [(_label("muted"), BarList()) for _ in range(3)]
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addSpacing(6)
        column.addWidget(self._history_title)
        column.addWidget(self._history)
        for title, bars in self._lists:
            column.addSpacing(6)
            column.addWidget(title)
            column.addWidget(bars)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.setWidget(area)
        self.setMinimumWidth(220)
        selection.selection_changed.connect(self._on_selection_changed)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._refresh()

    @Slot(object)
    def _on_selection_changed(self, _: Selection) -> None:
        self._refresh()

    @Slot(object)
    def _on_traces_document_changed(self, _: TraceDocument | None) -> None:
        self._refresh()

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setWindowTitle(self.tr("Inspector"))
            self._refresh()

    def _refresh(self) -> None:
        document, selection = self._session.traces.document, self._selection.current
        if document is None or not document.num_segments:
            self._explain_nothing()
        elif selection.token is not None and selection.token < document.num_tokens:
            self._show_token(document, selection.token, selection)
        elif selection.slot is not None and selection.slot < document.num_slots:
            self._show_slot(document, selection.slot, selection)
        else:
            self._explain(document)

    # ------------------------------------------------------------------ explanations

    def _explain_nothing(self) -> None:
        self._title.setText(self.tr("Nothing selected"))
        self._lead.setText(
            self.tr("When a text has been read, click a slot, a word or a cell of a map to see it "
                    "here in full.")
        )  # fmt: skip
        self._clear()

    def _explain(self, document: TraceDocument) -> None:
        self._title.setText(self.tr("What am I looking at?"))
        text = self.tr(
            "<p>The model read <b>%1</b> in %2 segments. Between segments only its memory passes "
            "on: %3 slots, each a vector.</p>"
            "<p><b>Top:</b> each row is a slot, each column a segment. Bright cells are where that "
            "segment changed that slot.</p>"
            "<p><b>Middle:</b> the words of one segment. Above them, from which words each slot "
            "was written; below them, which words read each slot.</p>"
            "<p><b>Bottom:</b> the text, and what each slot holds now, as its nearest words."
            "</p>"
            "<p>Click anything; everything else follows.</p>"
        )
        if not document.has_slots:
            text = self.tr(
                "<p>The model read <b>%1</b> in %2 segments, each by itself: it has no memory. "
                "Tint the words by surprise to see what it did not expect.</p>"
            )
        text = text.replace("%1", html.escape(document.name))
        text = text.replace("%2", str(document.num_segments))
        self._lead.setText(text.replace("%3", str(document.num_slots)))
        self._clear()

    def _clear(self) -> None:
        self._history_title.hide()
        self._history.hide()
        for title, bars in self._lists:
            title.hide()
            bars.hide()

    # ------------------------------------------------------------------ a slot

    def _show_slot(self, document: TraceDocument, slot: int, selection: Selection) -> None:
        segment = min(selection.segment or 0, document.num_segments - 1)
        look = theme.current()
        colour = look.slot_colour(slot)
        self._title.setText(
            f'<span style="color:{colour}">■</span> ' + self.tr("Slot %1").replace("%1", str(slot))
        )
        text = self.tr("After segment %1: changed by %2 of its length, which is now %3.")
        text = text.replace("%1", str(segment))
        text = text.replace("%2", f"{float(document.change[segment, slot]):.0%}")
        self._lead.setText(text.replace("%3", f"{float(document.norm[segment, slot]):.3g}"))
        self._history_title.setText(self.tr("Change over the document"))
        self._history.show_values(document.change[:, slot], segment, colour)
        self._history_title.show()
        self._history.show()
        words = document.words(segment + 1)[slot][:_LISTED]
        self._fill(
            0,
            self.tr("Words that set it apart"),
            [Bar(word.strip() or "␣", score, f"{score:.2f}") for word, score in words],
            colour,
        )
        layer = selection.layer
        self._fill(
            1,
            self.tr("Written in this segment from"),
            _shares(document.sources(slot, segment, layer, _LISTED)),
            colour,
        )
        self._fill(
            2,
            self.tr("Read in this segment by"),
            _shares(document.readers(slot, segment, layer, _LISTED)),
            colour,
        )

    # ------------------------------------------------------------------ a token

    def _show_token(self, document: TraceDocument, token: int, selection: Selection) -> None:
        segment = document.segment_of(token)
        self._title.setText(f"“{html.escape(document.token_text(token))}”")
        text = self.tr("Token %1, in segment %2.")
        text = text.replace("%1", f"{token:,}").replace("%2", f"{segment:,}")
        loss = float(document.loss[token])
        if np.isfinite(loss):
            more = self.tr("The model gave it a probability of %1 (loss %2 nats).")
            more = more.replace("%1", f"{np.exp(-loss):.2%}").replace("%2", f"{loss:.2f}")
            text += " " + more
        self._lead.setText(text)
        self._history_title.hide()
        self._history.hide()
        look = theme.current()
        expected = document.reader.predicted(token)
        self._fill(
            0,
            self.tr("Expected here"),
            [Bar(word.strip() or "␣", share, f"{share:.1%}") for word, share in expected],
            look.accent,
        )
        if not document.has_weights:
            self._fill(1, "", [], look.accent)
            self._fill(2, "", [], look.accent)
            return
        place = token - document.segment_tokens(segment)[0]
        written = document.write(segment, selection.layer)[:, place]
        read = document.read(segment, selection.layer)[place]
        for index, title, weights in (
            (1, self.tr("Slots it read"), read),
            (2, self.tr("Slots it was written into"), written),
        ):
            order = np.argsort(weights)[::-1][:_LISTED]
            bars = [
                Bar(
                    self.tr("slot %1").replace("%1", str(int(slot))),
                    float(weights[slot]),
                    f"{float(weights[slot]):.1%}",
                    look.slot_colour(int(slot)),
                )
                for slot in order
            ]
            self._fill(index, title, bars, look.accent)

    def _fill(self, index: int, title: str, bars: list[Bar], colour: str) -> None:
        label, view = self._lists[index]
        label.setText(title)
        view.show_bars(bars, colour)
        label.setVisible(bool(bars))
        view.setVisible(bool(bars))


def _shares(tokens: list[TokenWeight]) -> list[Bar]:
    return [Bar(each.text, each.weight, f"{each.weight:.1%}") for each in tokens]


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
