"""What a slot holds, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.lens_view import LensView
from memstudio.gui.docks.inspector.section import Choices, Section, note_label
from memstudio.gui.docks.inspector.words import tr
from memstudio.gui.theme import theme
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.trace.slot_spans import shown_word

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.session import Session
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control

Words = list[tuple[str, float]]
_NUM_ROWS = 6
_FIRST_OF_LENS = 2


class ContentsSection(Section):
    """The recorded words of a slot's state, beside what random vectors give."""

    def __init__(self, wishes: Wishes, session: Session) -> None:
        super().__init__(
            "contents",
            tr(marked("Inspector", "Contents in words")),
            tr(marked("Inspector", "What the model's output layer makes of the slot. A vector need not mean a word to have nearest words: compare with those of random vectors.")),
            wishes,
        )  # fmt: skip
        self.kind = Choices(
            tr(marked("Inspector", "Words")),
            (
                (
                    tr(marked("Inspector", "Set apart")),
                    tr(marked("Inspector", "Words that stand out against all slots and times; the number is by how many logits.")),
                ),
                (
                    tr(marked("Inspector", "Nearest")),
                    tr(marked("Inspector", "The likeliest words if the slot were the model's last state; the number is their probability.")),
                ),
                (
                    tr(marked("Inspector", "Layers")),
                    tr(marked("Inspector", "What the slot says at every layer of the open model (logit lens).")),
                ),
                (
                    tr(marked("Inspector", "Inputs")),
                    tr(marked("Inspector", "The words of the open model whose input vectors are nearest to the slot.")),
                ),
            ),
        )  # fmt: skip
        self.kind.chosen.connect(self._on_kind_chosen)
        self.list = RankedList("contentsList", self.head.text())
        self.control = note_label()
        self.note = note_label()
        self.note.hide()
        self.lens = LensView(session)
        self.lens.hide()
        for widget in (self.kind, self.list, self.control, self.note, self.lens):
            self.body.addWidget(widget)

    @Slot(int)
    def _on_kind_chosen(self, _: int) -> None:
        self.show_again()

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Fetch the words; what was not recorded is asked of the open model."""
        is_recorded = self.kind.current < _FIRST_OF_LENS
        is_empty = place.document.is_empty(place.segment, place.slot)
        self.lens.setVisible(not is_recorded and not is_empty)
        if is_empty:
            # Nothing has words too, if it is asked for them.
            self._show_empty()
            return
        if not is_recorded:
            for widget in (self.list, self.control, self.note):
                widget.hide()
            self.wishes.forget(self.objectName())
            self.lens.show_place(place, by_layer=self.kind.current == _FIRST_OF_LENS)
            return
        self.lens.forget()
        distinctive = self.kind.current == 0
        reader = place.document.reader

        def work(_: Control) -> tuple[Words, Words]:
            # Of the reader, as the document does not tell what is damaged from what has no words.
            words = reader.slot_words(place.state, distinctive=distinctive)[place.slot]
            control = reader.control_words(distinctive=distinctive)
            # Of several random vectors the strongest word each: what chance can do.
            return words, [row[0] for row in control if row]

        def show(found: tuple[Words, Words] | None) -> None:
            self._show(place, found, distinctive=distinctive)

        self.wishes.ask(self.objectName(), work, show)

    def _show_empty(self) -> None:
        self.wishes.forget(self.objectName())
        self.lens.forget()
        self.list.hide()
        self.control.hide()
        self.note.show()
        self.note.setText(self.tr("This slot is empty: its vector has length 0."))

    @override
    def forget(self) -> None:
        super().forget()
        self.lens.forget()

    def _show(
        self, place: SlotPlace, found: tuple[Words, Words] | None, *, distinctive: bool
    ) -> None:
        reader = place.document.reader
        words, control = found or ([], [])
        form = "{:.2f}" if distinctive else "{:.1%}"
        meaning = self.tr("probability") if not distinctive else self.tr("logits above the mean")
        rows = [
            RankedRow(
                shown_word(text), score, form.format(score), f"“{text}”\n{score:.4g} {meaning}"
            )
            for text, score in words[:_NUM_ROWS]
        ]
        self.list.show_rows(rows, theme.current().slot_colour(place.slot))
        kept = reader.named_state(place.state)
        text = self.tr("Of the last state whose words were kept, before anything was read.")
        if kept:
            text = self.tr("Of the last state whose words were kept, after segment {segment}.")
        text = text.format(segment=count(kept - 1))
        if found is None:
            text = self.tr("This part of the trace could not be read.")
        elif not rows and not reader.has("slot_words_distinctive" if distinctive else "slot_words"):
            text = self.tr(
                "This slot cannot go through the model's output layer: it is of another width."
            )
        elif not rows and kept and not place.document.is_empty(kept - 1, place.slot):
            alone = self.tr("Nothing sets it apart: no slot holds anything else.")
            text = alone if kept == place.state else in_a_row(text, alone)
        elif not rows:
            text = in_a_row(text, self.tr("It was empty then."))
        self.note.setVisible(not rows or kept != place.state)
        self.note.setText(text)
        said = ", ".join(f"{shown_word(text)} {form.format(score)}" for text, score in control)
        self.control.setVisible(bool(rows and control))
        self.control.setText(self.tr("Random vectors: {words}").format(words=said))
