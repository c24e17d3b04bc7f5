"""A slot in full: sections that unfold, in one column, or in two where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.docks.inspector.contents_section import ContentsSection
from memstudio.gui.docks.inspector.history_section import HistorySection
from memstudio.gui.docks.inspector.neighbours_section import NeighboursSection
from memstudio.gui.docks.inspector.section import lay_out, note_label
from memstudio.gui.docks.inspector.sources_section import ReadersSection, SourcesSection
from memstudio.gui.docks.inspector.state_store import StateStore
from memstudio.gui.docks.inspector.trajectory_section import TrajectorySection
from memstudio.gui.docks.inspector.vector_section import VectorSection
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme import theme
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.docks.inspector.section import Section
    from memstudio.gui.session import Session
    from memstudio.gui.wishes import Wishes

_WIDE = 600


class SlotView(QWidget):
    """Shows a place; only what is unfolded is fetched.

    Signals:
        token_chosen: index of a token of the document.
        segment_chosen: index of a segment.
        slot_chosen: index of a slot.
    """

    token_chosen = Signal(int)
    segment_chosen = Signal(int)
    slot_chosen = Signal(int)

    def __init__(self, wishes: Wishes, session: Session) -> None:
        super().__init__()
        self.place: SlotPlace | None = None
        # What has grown while it was not seen keeps its height until its layout is told again.
        self._settling = single_shot(self, 0, self._on_settling_timeout)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.lead = note_label()
        self.previous = icon_button("chevron-up", self.tr("Previous slot"))
        self.next = icon_button("chevron-down", self.tr("Next slot"))
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.store = StateStore()
        self.contents = ContentsSection(wishes, session)
        self.sources = SourcesSection(wishes)
        self.readers = ReadersSection(wishes)
        self.history = HistorySection(wishes)
        self.neighbours = NeighboursSection(wishes, self.store)
        self.trajectory = TrajectorySection(wishes, self.store)
        self.vector = VectorSection(wishes)
        self.sections: tuple[Section, ...] = (
            self.contents, self.sources, self.readers, self.history,
            self.neighbours, self.trajectory, self.vector,
        )  # fmt: skip
        for section in self.sections:
            section.unfolded.connect(self._on_section_unfolded)
            section.head.toggled.connect(self._on_head_toggled)
            section.token_chosen.connect(self.token_chosen)
            section.segment_chosen.connect(self.segment_chosen)
            section.slot_chosen.connect(self.slot_chosen)
        for section in (self.contents, self.sources, self.history):
            section.open()
        self._side_by_side = QHBoxLayout()
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        self._num_columns = 0
        wishes.shown.connect(self._on_wishes_shown)
        session.effects.lens.answered.connect(self._on_lens_answered)
        self.contents.kind.chosen.connect(self._on_kind_chosen)
        self._build()
        self._arrange(1)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        for column in self._columns:
            column.setSpacing(4)
            column.addStretch(1)
            self._side_by_side.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.lead)
        layout.addLayout(self._side_by_side)
        layout.addStretch(1)

    def _arrange(self, num_columns: int) -> None:
        """Put the sections below each other, or the later ones beside the first."""
        if num_columns == self._num_columns:
            return
        self._num_columns = num_columns
        for section in self.sections:
            # Not `takeAt`: an item that lives on would keep the section's height as it was.
            for column in self._columns:
                column.removeWidget(section)
            is_first = num_columns == 1 or section in self.sections[:3]
            column = self._columns[0 if is_first else 1]
            column.insertWidget(column.count() - 1, section)
        self._side_by_side.setSpacing(16 if num_columns > 1 else 0)
        self._side_by_side.setStretch(1, num_columns - 1)

    def show_place(self, place: SlotPlace) -> None:
        """Show a slot; what takes long comes after."""
        self.place = place
        self.store.wanted = place.document
        document, slot, segment = place.document, place.slot, place.segment
        colour = theme.current().slot_colour(slot)
        name = self.tr("Slot %1").replace("%1", str(slot))
        self.title.setText(f'<span style="color:{colour}">■</span> {name}')
        text = self.tr("After segment {segment}: changed by {change} of its length, now {length}.")
        self.lead.setText(
            text.format(
                segment=count(segment),
                change=percent(float(document.change[segment, slot])),
                length=f"{float(document.norm[segment, slot]):.3g}",
            )
        )
        self.previous.setEnabled(slot > 0)
        self.next.setEnabled(slot + 1 < document.num_slots)
        self._follow()

    def forget(self) -> None:
        """Show nothing."""
        self.place = None
        self.store.wanted = None
        for section in self.sections:
            section.forget()

    def redraw(self) -> None:
        """Colours are others: show everything anew."""
        place = self.place
        if place is not None:
            for section in self.sections:
                section.forget()
            self.show_place(place)

    def _follow(self) -> None:
        if self.place is not None:
            for section in self.sections:
                section.follow(self.place)

    @Slot(str)
    def _on_wishes_shown(self, _: str) -> None:
        self._settling.start()

    @Slot(object)
    def _on_lens_answered(self, _: object) -> None:
        self._settling.start()

    @Slot(int)
    def _on_kind_chosen(self, _: int) -> None:
        self._settling.start()

    @Slot(bool)
    def _on_head_toggled(self, _: bool) -> None:
        self._settling.start()

    @Slot()
    def _on_settling_timeout(self) -> None:
        for section in self.sections:
            lay_out(section.content)
            lay_out(section)
        lay_out(self)
        page = self.parentWidget()
        if page is not None:
            lay_out(page)
            # The area that it scrolls in may have asked before all was there.
            page.setMinimumHeight(max(0, page.heightForWidth(page.width())))

    @Slot()
    def _on_section_unfolded(self) -> None:
        self._follow()

    @Slot()
    def _on_previous_clicked(self) -> None:
        if self.place is not None:
            self.slot_chosen.emit(self.place.slot - 1)

    @Slot()
    def _on_next_clicked(self) -> None:
        if self.place is not None:
            self.slot_chosen.emit(self.place.slot + 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= _WIDE else 1)
        if event.size().width() != event.oldSize().width():
            self._settling.start()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
