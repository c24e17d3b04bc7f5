"""What a slot was written from, and what reads it, as words and phrases of the document."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Slot
from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.section import Choices, Section, note_label
from memstudio.gui.docks.inspector.words import mean_note, share, span_rows, tr
from memstudio.gui.theme import theme
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.ranked_list import RankedList
from memstudio.trace.slot_readers import Readers, later_readers, segment_readers
from memstudio.trace.slot_sources import Sources, history_sources, segment_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader
    from memstudio.trace.slot_weights import Name, Place

_Found = TypeVar("_Found")
_TOLD = 0.005
"""Rounding to half precision loses less than this."""


class SpansSection(Section, Generic[_Found]):
    """A choice of two stretches of the document, and the spans of one of them, ranked."""

    def __init__(
        self,
        name: str,
        title: str,
        meaning: str,
        wishes: Wishes,
        choices: tuple[tuple[str, str], tuple[str, str]],
        weights: Name,
    ) -> None:
        super().__init__(name, title, meaning, wishes)
        self._weights = weights
        self.stretch = Choices(title, choices)
        self.stretch.chosen.connect(self._on_stretch_chosen)
        self.list = RankedList(f"{name}List", title)
        self.list.row_chosen.connect(self.token_chosen)
        self.note = note_label()
        self.body.addWidget(self.stretch)
        self.body.addWidget(self.list)
        self.body.addWidget(self.note)

    @Slot(int)
    def _on_stretch_chosen(self, _: int) -> None:
        self.show_again()

    def say(self, text: str) -> None:
        """Show a sentence instead of rows."""
        self.list.show_rows([], theme.current().accent)
        self.note.setText(text)

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Fetch the spans."""
        if not place.document.has_weights:
            self.say(self.tr("This memory gives no attention between words and slots."))
            return
        find = self.finder()

        # In a tuple, because there may be nothing to find, and None says that it failed.
        def work(_: Control) -> tuple[_Found]:
            return (find(place.document.reader, place.place, place.segment),)

        def show(found: tuple[_Found] | None) -> None:
            if found is None:
                self.say(self.tr("This part of the trace could not be read."))
            else:
                self.show_found(place, found[0])

        self.wishes.ask(self.objectName(), work, show)

    def show_spans(
        self,
        place: SlotPlace,
        found: Sources | Readers,
        meaning: str,
        note: str,
        left_out: str,
        **values: str,
    ) -> None:
        """Show spans, ranked, and a sentence about them all.

        Args:
            place: of the slot.
            found: the spans.
            meaning: what a span's {share} is of.
            note: the sentence; it may name the {first} and the {last} segment, and `values`.
            left_out: one more, with {left}, where the trace does not keep all.
            values: what else the sentences name.
        """
        colour = theme.current().slot_colour(place.slot)
        self.list.show_rows(span_rows(place.document, found.spans, meaning), colour)
        if found.not_kept > _TOLD:
            note = in_a_row(note, left_out)
        note = in_a_row(note, mean_note(place.document, self._weights, place.layer, place.head))
        values |= {
            "left": share(found.not_kept),
            "first": count(found.first_segment),
            "last": count(found.last_segment),
        }
        self.note.setText(note.format(**values))

    @abstractmethod
    def finder(self) -> Callable[[TraceReader, Place, int], _Found]:
        """What finds the spans of the chosen stretch; it is called beside the window."""

    @abstractmethod
    def show_found(self, place: SlotPlace, found: _Found) -> None:
        """Show what was found."""


class SourcesSection(SpansSection[Sources]):
    """The words that a slot's contents came from."""

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(
            "sources",
            tr(marked("Inspector", "Written from")),
            tr(marked("Inspector", "The words of the document that the slot's contents came from, by how much the slot attended to them while it was written.")),
            wishes,
            (
                (
                    tr(marked("Inspector", "This segment")),
                    tr(marked("Inspector", "What this segment wrote it from.")),
                ),
                (
                    tr(marked("Inspector", "All it holds")),
                    tr(marked("Inspector", "Back to when it was last overwritten: what each segment wrote, times what later segments left of it.")),
                ),
            ),
            "write",
        )  # fmt: skip

    @override
    def finder(self) -> Callable[[TraceReader, Place, int], Sources]:
        return history_sources if self.stretch.current else segment_sources

    @override
    def show_found(self, place: SlotPlace, found: Sources) -> None:
        if self.stretch.current:
            meaning = self.tr("{share} of what the slot holds now came from here.")
            note = self._note_of_all(place, found)
        else:
            meaning = self.tr("{share} of the slot's writing attention in this segment.")
            if place.document.reader.writes_are_parts:
                meaning = self.tr("{share} of what the slot holds after this segment.")
            note = self._note_of_segment(place.document.reader, found)
        self.show_spans(
            place, found, meaning, note,
            self.tr("{left} went to words that the trace does not keep."),
            words=share(found.from_tokens),
            slots=share(found.from_slots or 0.0),
            source=share(found.from_source),
            before=share(found.from_before),
        )  # fmt: skip

    def _note_of_all(self, place: SlotPlace, found: Sources) -> str:
        reader = place.document.reader
        note = self.tr(
            "Of what it holds now, segments {first} to {last} account for: {words} from words, "
            "{slots} from slots; {before} was there before."
        )
        from_others = (found.from_slots or 0.0) + found.from_source + found.from_before
        is_empty = place.document.is_empty(place.segment, place.slot)
        if is_empty or found.from_tokens + from_others < _TOLD:
            note = self.tr("It holds nothing.")
        elif reader.writes_are_parts:
            note = self.tr(
                "Of what it holds now, {words} came from words of segments {first} to {last}; "
                "{before} was there before."
            )
        elif not reader.has("between"):
            note = self.tr(
                "Of what it holds now, segments {first} to {last} account for: {words} from "
                "words, {slots} from the memory tokens; {before} was there before."
            )
        elif found.from_slots is None:
            note = self.tr(
                "Of what it holds now, segments {first} to {last} account for: {words} from "
                "their words, {source} from slots and the text before each of them, which the "
                "trace does not keep apart; {before} was there before."
            )
        elif found.from_source:
            note = self.tr(
                "Of what it holds now, segments {first} to {last} account for: {words} from "
                "their words, {slots} from slots, {source} from the text before each of them; "
                "{before} was there before."
            )
        return note

    def _note_of_segment(self, reader: TraceReader, found: Sources) -> str:
        note = self.tr("Its writing attention: {words} to words, {slots} to slots.")
        if (reader.writes_are_parts or not reader.has("between")) and not found.from_tokens:
            note = self.tr("This segment did not write it.")
        elif reader.writes_are_parts:
            note = self.tr(
                "Of what it holds after this segment, {words} came from its words; {slots} is what "
                "it held already."
            )
        elif not reader.has("between"):
            note = self.tr("Its writing attention: {words} to words, {slots} to the memory tokens.")
        elif found.from_slots is None:
            note = self.tr(
                "Its writing attention: {words} to words of this segment, {source} to slots and "
                "the text before it, which the trace does not keep apart."
            )
        elif found.from_source:
            note = self.tr(
                "Its writing attention: {words} to words of this segment, {slots} to slots, "
                "{source} to the text before it."
            )
        return note


class ReadersSection(SpansSection[Readers | None]):
    """The words that read a slot."""

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(
            "readers",
            tr(marked("Inspector", "Read by")),
            tr(marked("Inspector", "The words of the document whose attention went to this slot, by their share of all that was read of it.")),
            wishes,
            (
                (
                    tr(marked("Inspector", "This segment")),
                    tr(marked("Inspector", "They read what the slot held before this segment changed it.")),
                ),
                (
                    tr(marked("Inspector", "Later")),
                    tr(marked("Inspector", "Words of later segments, until the slot is overwritten; each counts by what was left.")),
                ),
            ),
            "read",
        )  # fmt: skip

    @override
    def finder(self) -> Callable[[TraceReader, Place, int], Readers | None]:
        return later_readers if self.stretch.current else segment_readers

    @override
    def show_found(self, place: SlotPlace, found: Readers | None) -> None:
        if found is None:
            self.say(self.tr("The document ends here: nothing reads it any more."))
            return
        meaning = self.tr("{share} of all that was read of this slot there.")
        if found.is_least or found.not_kept > _TOLD:
            meaning = self.tr("{share} of what the trace keeps of all that was read of this slot.")
        note = self.tr("Words of this segment gave the slot {attention} of their attention.")
        if self.stretch.current:
            note = self.tr(
                "Segments {first} to {last}, until little was left of it; words there gave the "
                "slot {attention} of their attention."
            )
            if found.is_cut:
                note = self.tr(
                    "Segments {first} to {last}; it lasted longer than was looked at. Words there "
                    "gave the slot {attention} of their attention."
                )
        attention = share(found.attention)
        if found.is_least:
            attention = self.tr("at least {share}").format(share=attention)
            note = in_a_row(
                note, self.tr("What was too little to be kept in the trace is not counted.")
            )
        self.show_spans(
            place, found, meaning, note,
            self.tr("{left} of that is of words that the trace does not keep."),
            attention=attention,
        )  # fmt: skip
