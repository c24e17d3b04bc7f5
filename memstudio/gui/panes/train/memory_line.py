"""A line beside the button that starts a run: the memory that it will take, and what mends too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.panes.train.way_words import changes_in_words, cost_in_words, sentence
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import bytes_text

if TYPE_CHECKING:
    from memstudio.training.way_on import MemoryRoom, WayOn


class MemoryLine(QWidget):
    """Hidden until there is something to say.

    Signals:
        way_chosen: the `WayOn` that makes the run fit.
    """

    way_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way: WayOn | None = None
        self.text = QLabel()
        self.text.setObjectName("memoryEstimate")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.remedy = QPushButton(self.tr("Make it fit"))
        self.remedy.setObjectName("memoryRemedy")
        self.remedy.clicked.connect(self._on_remedy_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        row.addWidget(self.text, 1)
        row.addWidget(self.remedy)
        self.hide()

    def show_waiting(self, *, is_of_another: bool = False) -> None:
        """Say that it is being worked out; what was said before stays till then.

        Args:
            is_of_another: whether what was said before is of another model, and goes at once.
        """
        if self.isHidden() or is_of_another:
            self._show(self.tr("The memory it takes is being worked out…"), "caption", None)

    def show_problem(self, text: str) -> None:
        """Say why it could not be worked out."""
        self._show(text, "warning", None)

    def show_room(self, room: MemoryRoom) -> None:
        """Say what a run takes, and what there is."""
        takes, there = bytes_text(room.peak), bytes_text(room.reachable)
        if room.reachable is None:
            text = self.tr("Takes about {takes} of memory")
        elif room.fits:
            text = self.tr("Takes about {takes} of memory, {there} can be had")
        elif room.best is not None:
            text = self.tr(
                "Takes about {takes} of memory, and only {there} can be had. It fits with {changes}."
            )
        else:
            text = self.tr(
                "Takes about {takes} of memory, and only {there} can be had. Shorter segments, a "
                "smaller model or another device would do."
            )
        role = "caption" if room.fits else "warning"
        changes = changes_in_words(room.best) if room.best is not None else ""
        self._show(text.format(takes=takes, there=there, changes=changes), role, room.best)
        estimate = room.estimate
        parts = self.tr(
            "On {device}: {now} before the first step, {gradients} for gradients, {optimizer} for "
            "the optimiser, and the rest for what is kept on the way back"
        )
        self.text.setToolTip(
            parts.format(
                device=estimate.device,
                now=bytes_text(estimate.now),
                gradients=bytes_text(estimate.gradients),
                optimizer=bytes_text(estimate.optimizer),
            )
        )

    def _show(self, text: str, role: str, way: WayOn | None) -> None:
        self._way = way
        self.text.setText(text)
        self.text.setToolTip("")
        set_look(self.text, role)
        self.remedy.setVisible(way is not None)
        if way is not None:
            changes = sentence(changes_in_words(way))
            self.remedy.setToolTip(with_colon(changes, cost_in_words(way)))
        self.show()

    @Slot()
    def _on_remedy_clicked(self) -> None:
        if self._way is not None:
            self.way_chosen.emit(self._way)
