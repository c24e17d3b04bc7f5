"""The slot's vector itself: its numbers as bars, what sums them up, and a way to take them along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton
from typing_extensions import override

from memstudio.errors import marked
from memstudio.gui.docks.inspector.section import Section, note_label
from memstudio.gui.docks.inspector.vector_strip import VectorStrip
from memstudio.gui.docks.inspector.words import tr
from memstudio.gui.theme import theme
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.docks.inspector.place import SlotPlace
    from memstudio.gui.wishes import Wishes
    from memstudio.progress import Control


class VectorSection(Section):
    """A bar a number."""

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(
            "vector",
            tr(marked("Inspector", "Vector")),
            tr(marked("Inspector", "The numbers that the slot is made of, as they were recorded (half precision).")),
            wishes,
        )  # fmt: skip
        self.strip = VectorStrip()
        self.note = note_label()
        self.copy = QToolButton()
        self.copy.setObjectName("copyVector")
        self.copy.setIcon(icon("copy"))
        self.copy.setToolTip(self.tr("Copy the numbers as CSV"))
        self.copy.setAccessibleName(self.copy.toolTip())
        self.copy.clicked.connect(self._on_copy_clicked)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.copy)
        self.body.addWidget(self.strip)
        self.body.addLayout(row)
        self._values: NDArray[np.float32] = np.zeros(0, np.float32)

    @override
    def show_place(self, place: SlotPlace, before: SlotPlace | None) -> None:
        """Fetch the vector."""

        def work(_: Control) -> NDArray[np.float32]:
            states = place.document.reader.states(place.state)
            return np.asarray(states[place.slot], np.float32)

        def show(found: NDArray[np.float32] | None) -> None:
            self._show(place, np.zeros(0, np.float32) if found is None else found)

        self.wishes.ask(self.objectName(), work, show)

    def _show(self, place: SlotPlace, values: NDArray[np.float32]) -> None:
        self._values = values
        self.strip.show_values(values, theme.current().slot_colour(place.slot))
        self.copy.setEnabled(bool(values.size))
        if not values.size:
            self.note.setText(self.tr("This part of the trace could not be read."))
            return
        kept = place.document.reader.kept_state(place.state)
        text = self.tr("{count} numbers, {low} to {high}; mean {mean}, length {length}")
        if place.state and not kept:
            text += self.tr("; of the last state that was kept, before anything was read")
        elif kept != place.state:
            text += self.tr("; of the last state that was kept, after segment {segment}")
        self.note.setText(
            text.format(
                segment=count(kept - 1),
                count=numbers.count(values.size),
                low=numbers.small(float(values.min())),
                high=numbers.small(float(values.max())),
                mean=numbers.small(float(values.mean())),
                length=numbers.small(float(np.linalg.norm(values.astype(np.float64)))),
            )
        )

    def as_csv(self) -> str:
        """A row with all the numbers."""
        return ",".join(f"{value:.9g}" for value in self._values.tolist())

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.as_csv())
