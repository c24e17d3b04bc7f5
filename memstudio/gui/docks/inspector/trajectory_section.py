"""The path of a slot through its space over the document, in two dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.section import Section, note_label
from memstudio.gui.docks.inspector.trajectory_plot import TrajectoryPlot
from memstudio.gui.docks.inspector.words import tr
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.action_text import key_of
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.docks.inspector.state_store import StateStore
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control
    from memstudio.trace.slot_trajectory import Trajectory


class TrajectorySection(Section):
    """The plane is fitted once for a slot, and once for all of them."""

    def __init__(self, wishes: Wishes, store: StateStore) -> None:
        super().__init__(
            "trajectory",
            tr(marked("Inspector", "Path")),
            tr(marked("Inspector", "The slot's states over the document in the two directions in which they differ most (principal components). Near points are like states. {key} and the wheel, or + and −, go nearer; a double click shows all.")).format(key=key_of("Ctrl")),
            wishes,
        )  # fmt: skip
        self._store = store
        self._asked: tuple[TraceDocument, int | None] | None = None
        self.plot = TrajectoryPlot()
        self.plot.state_chosen.connect(self._on_plot_state_chosen)
        self.every = QCheckBox(self.tr("All slots, in their hues"))
        self.every.setObjectName("allSlots")
        self.every.toggled.connect(self._on_every_toggled)
        self.note = note_label()
        for widget in (self.plot, self.every, self.note):
            self.body.addWidget(widget)

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Mark the place on its path; fetch the path when it is another."""
        slot = None if self.every.isChecked() else place.slot
        if self._asked == (place.document, slot):
            self.plot.mark(place.slot, place.state)
            return
        self._asked = place.document, slot
        self.note.clear()
        self.plot.show_path(None, place.slot, place.state)

        def work(_: Control) -> Trajectory:
            return self._store.path(place.document, slot)

        def show(found: Trajectory | None) -> None:
            # The place may have moved on along the same path meanwhile.
            self._show(self.shown or place, found)

        self.wishes.ask(self.objectName(), work, show, is_slow=True)

    @override
    def forget(self) -> None:
        """Nothing is shown."""
        super().forget()
        self._asked = None
        self.plot.show_path(None, 0, 0)

    def _show(self, place: SlotPlace, path: Trajectory | None) -> None:
        self.plot.show_path(path, place.slot, place.state)
        if path is None:
            self.note.setText(self.tr("This part of the trace could not be read."))
            return
        first, second = path.plane.explained
        text = self.tr("Across {first}, upward {second} of the variance.")
        text = text.format(first=percent(first), second=percent(second))
        num_drawn = len(self.plot.drawn_rows(path))
        if num_drawn < path.num_states:
            more = self.tr("{shown} of {all} states, evenly chosen.")
            more = more.format(shown=count(num_drawn), all=count(path.num_states))
            text = in_a_row(text, more)
        self.note.setText(text)

    @Slot(bool)
    def _on_every_toggled(self, _: bool) -> None:
        self.show_again()

    @Slot(int, int)
    def _on_plot_state_chosen(self, slot: int, state: int) -> None:
        if self.shown is not None and slot != self.shown.slot:
            self.slot_chosen.emit(slot)
        if state:
            self.segment_chosen.emit(state - 1)
