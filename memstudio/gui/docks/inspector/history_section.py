"""When a slot changed, from what, and what was lost; and a quantity over the whole document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.overwrite_list import OverwriteList
from memstudio.gui.docks.inspector.section import Section, note_label
from memstudio.gui.docks.inspector.words import tr
from memstudio.gui.docks.sparkline import Sparkline
from memstudio.gui.quantities import quantities
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count
from memstudio.trace.slot_history import overwrites

if TYPE_CHECKING:
    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.wishes import Wishes


class HistorySection(Section):
    """A line over the document, and every overwrite."""

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(
            "history",
            tr(marked("Inspector", "History")),
            tr(marked("Inspector", "Every segment that changed the slot by a tenth of its length or more: from which words, and which of its words were lost.")),
            wishes,
        )  # fmt: skip
        self._chosen = ""
        self.quantity = QComboBox()
        self.quantity.setObjectName("historyQuantity")
        self.quantity.setAccessibleName(self.tr("Quantity over the document"))
        self.quantity.currentIndexChanged.connect(self._on_quantity_current_index_changed)
        self.line = Sparkline()
        self.line.place_chosen.connect(self.segment_chosen)
        self.note = note_label()
        self.list = OverwriteList(wishes)
        self.list.segment_chosen.connect(self.segment_chosen)
        for widget in (self.quantity, self.line, self.note, self.list):
            self.body.addWidget(widget)

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Show the history with the place marked in it."""
        if before is None or before.document is not place.document:
            self._offer(place)
        self._show_line(place)
        known = before is not None and (before.document, before.slot, before.layer) == (
            place.document,
            place.slot,
            place.layer,
        )
        if not known:
            change = np.asarray(place.document.change[:, place.slot])
            found = overwrites(change)
            self.list.show_overwrites(place, found, change[found])
            text = self.tr("Overwritten by {count} of {all} segments, by a tenth or more each.")
            self.note.setText(
                text.format(count=count(len(found)), all=count(place.document.num_segments))
            )
        self.list.mark(place.segment)

    def _offer(self, place: SlotPlace) -> None:
        """Offer what this trace has."""
        self.quantity.blockSignals(True)
        self.quantity.clear()
        for each in quantities():
            if place.document.quantity(each.name).shape[1]:
                self.quantity.addItem(each.title, each)
                last = self.quantity.count() - 1
                self.quantity.setItemData(last, each.meaning, Qt.ItemDataRole.ToolTipRole)
                if each.name == self._chosen:
                    self.quantity.setCurrentIndex(last)
        self.quantity.blockSignals(False)

    def carried(self) -> str:
        """The name of the quantity that was chosen, for another window; "" while none was."""
        return self._chosen

    def carry_on(self, state: str) -> None:
        """Show the quantity that another window showed, once a slot is shown."""
        self._chosen = state
        if self.shown is not None:
            self._offer(self.shown)
            self._show_line(self.shown)

    def _show_line(self, place: SlotPlace) -> None:
        quantity: Any = self.quantity.currentData()
        column = place.document.quantity(quantity.name)[:, place.slot]
        colour = theme.current().slot_colour(place.slot)
        self.line.show_values(column, place.segment, colour, quantity)
        self.line.setAccessibleName(quantity.title)

    @Slot(int)
    def _on_quantity_current_index_changed(self, _: int) -> None:
        quantity: Any = self.quantity.currentData()
        self._chosen = quantity.name if quantity is not None else ""
        if self.shown is not None:
            self._show_line(self.shown)

    @override
    def forget(self) -> None:
        """Nothing is shown."""
        super().forget()
        self.list.forget()
