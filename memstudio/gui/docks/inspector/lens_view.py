"""A slot's words at every layer and among the model's own words, from the model that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from memstudio.gui.docks.inspector.section import note_label
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled
from memstudio.gui.widgets.number_format import decimal, percent
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.trace.slot_spans import shown_word

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.session import Session
    from memstudio.trace.provenance_types import SlotContents
    from memstudio.workers.causal_messages import SlotInspected

_SAID_WORDS = 3
_NUM_ROWS = 6


class LensView(QWidget):
    """Asks when it is looked at, not before; what comes is kept while the place stays.

    Args:
        session: whose model is asked.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place: SlotPlace | None = None
        self._by_layer = True
        self._found: SlotInspected | None = None
        self.list = RankedList("lensList", self.tr("Words at every layer"))
        self.note = note_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.note)
        session.effects.lens.answered.connect(self._on_lens_answered)
        session.model_changed.connect(self._on_session_model_changed)

    def show_place(self, place: SlotPlace, *, by_layer: bool) -> None:
        """Show the words of every layer, or the nearest among the model's own words."""
        self._by_layer = by_layer
        name = self.tr("Words at every layer") if by_layer else self.tr("Nearest input words")
        self.list.setAccessibleName(name)
        if place == self._place and self._found is not None:
            self._show()
            return
        self._place, self._found = place, None
        self._ask()

    def forget(self) -> None:
        """Nobody looks at it."""
        self._session.effects.lens.forget()
        self._place, self._found = None, None

    def _ask(self) -> None:
        self.list.show_rows([], theme.current().accent)
        if self._place is None:
            return
        if self._session.model is None:
            self.note.setText(self.tr("Open the model that recorded this trace to see this."))
            return
        self.note.setText(self.tr("The model is asked…"))
        place = self._place
        self._session.effects.lens.ask(place.document.path, place.slot, place.state)

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        if self._place is not None:
            self._found = None
            self._ask()

    @Slot(object)
    def _on_lens_answered(self, found: SlotInspected) -> None:
        place = self._place
        if place is not None and (place.slot, place.state) == (found.slot, found.state):
            self._found = found
            self._show()

    def _show(self) -> None:
        found = self._found
        assert found is not None  # noqa: S101 - it was answered
        if found.contents is None:
            self.list.show_rows([], theme.current().accent)
            failure = found.failure
            self.note.setText(filled(failure.text, failure.values) if failure is not None else "")
        elif self._by_layer:
            self._show_layers(found.contents)
        else:
            self._show_nearest(found.contents)

    def _show_layers(self, contents: SlotContents) -> None:
        name, apart = self.tr("layer {layer}"), self.tr("set apart: {words}")
        rows = []
        for layer in contents.layers:
            score = layer.words[0][1] if layer.words else 0.0
            lines = [f"{shown_word(text)}  {share:.1%}" for text, share in layer.words]
            tip = [name.format(layer=layer.layer), *lines]
            if layer.distinctive:
                tip.append(apart.format(words=_said(layer.distinctive)))
            text = f"{layer.layer}   {_said(layer.words)}"
            rows.append(RankedRow(text, score, percent(score, 1), "\n".join(tip)))
        self.list.show_rows(rows, theme.current().slot_colour(contents.slot), 1.0)
        notes = {
            "written": self.tr(
                "The slot while its segment wrote it, from what goes into the first layer to what "
                "the last one gives."
            ),
            "own": self.tr("Each layer has its own part of this memory."),
            "entering": self.tr(
                "At the word that the slot changes most in the next segment, layer by layer."
            ),
        }
        none = self.tr("This slot cannot go through the model's layers: it is of another width.")
        self.note.setText(notes[contents.lens] if rows else none)

    def _show_nearest(self, contents: SlotContents) -> None:
        meaning = self.tr("cosine {value}")
        rows = [
            RankedRow(
                shown_word(text),
                max(0.0, cosine),
                decimal(cosine, 2),
                f"“{text}”\n{meaning.format(value=decimal(cosine, 4))}",
            )
            for text, cosine in contents.nearest[:_NUM_ROWS]
        ]
        self.list.show_rows(rows, theme.current().slot_colour(contents.slot), 1.0)
        random = ", ".join(
            f"{shown_word(text)} {cosine:.2f}"
            for text, cosine in contents.nearest_random[:_SAID_WORDS]
        )
        text = self.tr("Input vectors that point most the same way. A random vector: {words}")
        none = self.tr(
            "This slot cannot be held against the model's words: it is of another width."
        )
        self.note.setText(text.format(words=random) if rows else none)


def _said(words: tuple[tuple[str, float], ...]) -> str:
    return "  ".join(shown_word(text) for text, _ in words[:_SAID_WORDS])
