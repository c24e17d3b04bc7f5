"""Which slots are alike now, and when this one was before as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.section import Section, note_label
from memstudio.gui.docks.inspector.words import tr
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.trace.slot_neighbours import recurrences, similar_slots

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.docks.inspector.state_store import StateStore
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control
    from memstudio.trace.slot_neighbours import Likeness

_NUM_SLOTS = 5
_NUM_STATES = 5


class NeighboursSection(Section):
    """Likeness is the cosine of the angle between two states."""

    def __init__(self, wishes: Wishes, store: StateStore) -> None:
        super().__init__(
            "neighbours",
            tr(marked("Inspector", "Neighbours")),
            tr(marked("Inspector", "The slots that are most alike now, and earlier times at which this slot was as it is now; 1 is the same direction, 0 nothing in common.")),
            wishes,
        )  # fmt: skip
        self._store = store
        self._slots_title, self._past_title = note_label(), note_label()
        self.slots = RankedList("similarSlots", self.tr("Similar slots"))
        self.past = RankedList("recurrences", self.tr("Earlier states like this one"))
        self.slots.row_chosen.connect(self.slot_chosen)
        self.past.row_chosen.connect(self.segment_chosen)
        self._slots_title.setText(self.tr("Slots most like it now"))
        for widget in (self._slots_title, self.slots, self._past_title, self.past):
            self.body.addWidget(widget)

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Fetch both."""

        def similar(_: Control) -> list[Likeness]:
            states = place.document.reader.states(place.state)
            return similar_slots(states, place.slot, _NUM_SLOTS)

        def returns(control: Control) -> tuple[list[Likeness], bool]:
            kept = self._store.states(place.document)
            control.checkpoint()
            now = place.document.reader.states(place.state)[place.slot]
            own = kept.of_slot(place.slot)
            return recurrences(kept.at, own, place.state, now, _NUM_STATES), kept.is_complete

        def show_similar(found: list[Likeness] | None) -> None:
            self._show_similar(found or [])

        def show_returns(found: tuple[list[Likeness], bool] | None) -> None:
            self._show_returns(place, *(found or ([], True)))
            if found is None:
                self._past_title.setText(self.tr("This part of the trace could not be read."))

        self.wishes.ask(self.objectName(), similar, show_similar)
        self.wishes.ask("recurrences", returns, show_returns, is_slow=True)

    @override
    def forget(self) -> None:
        """Nothing is shown."""
        super().forget()
        self.wishes.forget("recurrences")

    def _show_similar(self, found: list[Likeness]) -> None:
        look = theme.current()
        name, meaning = self.tr("slot {slot}"), self.tr("cosine {value}")
        rows = [
            RankedRow(
                name.format(slot=each.index),
                max(0.0, each.cosine),
                decimal(each.cosine, 3),
                meaning.format(value=decimal(each.cosine, 4)),
                each.index,
                look.slot_colour(each.index),
            )
            for each in found
        ]
        self._slots_title.setVisible(bool(rows))
        self.slots.show_rows(rows, look.accent, 1.0)

    def _show_returns(self, place: SlotPlace, found: list[Likeness], is_complete: bool) -> None:
        before, after = self.tr("before anything was read"), self.tr("after segment {segment}")
        meaning = self.tr("cosine {value}")
        rows = [
            RankedRow(
                after.format(segment=count(each.index - 1)) if each.index else before,
                max(0.0, each.cosine),
                decimal(each.cosine, 3),
                meaning.format(value=decimal(each.cosine, 4)),
                each.index - 1 if each.index else None,
            )
            for each in found
        ]
        text = self.tr("It was like this before")
        if not rows:
            text = self.tr("It has not come back to an earlier state.")
        elif not is_complete:
            text = self.tr("It was like this before (some of its states were looked at, evenly)")
        self._past_title.setText(text)
        self.past.show_rows(rows, theme.current().slot_colour(place.slot), 1.0)
