"""A slim bar over the pages: which step of the demo is next, and the way to its control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.tour.tour import STEPS
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from memstudio.gui.tour.tour import Tour

_SIDE = 16


class TourBar(QFrame):
    """Follows a tour; out of sight while there is none.

    Signals:
        step_requested: the name of a step whose control is to be shown.
    """

    step_requested = Signal(str)

    def __init__(self, tour: Tour, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tourBar")
        self.setProperty("role", "banner")
        self._tour = tour
        sizes = current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_xs, sizes.space_xs)
        row.setSpacing(sizes.space_s)
        self.marks: dict[str, QLabel] = {}
        for step in STEPS:
            mark = QLabel(self)
            self.marks[step] = mark
            row.addWidget(mark)
        self.text = QLabel(self)
        self.text.setObjectName("tourText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        row.addWidget(self.text, 1)
        self.lead = QPushButton(self.tr("Take me there"), self)
        self.lead.setObjectName("tourLead")
        self.lead.clicked.connect(self._on_lead_clicked)
        row.addWidget(self.lead)
        self.dismiss = icon_button("close", self.tr("Close the guided demo"), "muted_text")
        self.dismiss.clicked.connect(tour.end)
        row.addWidget(self.dismiss)
        tour.changed.connect(self.refresh)
        notifier().theme_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self, _: object = None) -> None:
        """Show how far it is."""
        tour = self._tour
        self.setVisible(tour.is_on)
        if not tour.is_on:
            return
        size = QSize(_SIDE, _SIDE)
        titles = self._titles()
        for step, mark in self.marks.items():
            is_done = step in tour.done
            name, role = ("success", "success") if is_done else ("chevron-right", "faint_text")
            if step == tour.next:
                role = "accent"
            mark.setPixmap(icon(name, role).pixmap(size, self.devicePixelRatioF()))
            state = self.tr("done") if is_done else self.tr("to be done")
            mark.setToolTip(with_colon(titles[step], state))
            mark.setAccessibleName(mark.toolTip())
        self._show_next(tour.next)

    def _show_next(self, step: str | None) -> None:
        is_there = step == "change" and self._tour.is_at_finding
        self.lead.setVisible(step is not None and not is_there)
        if step is None:
            self.text.setText(self.tr("That was all: you have seen a memory at work, and what it is worth. Now with your own text: File, Add text."))  # fmt: skip
            return
        self.text.setText(
            self.tr("Step {number} of {total}. {title}: {how}").format(
                number=count(STEPS.index(step) + 1), total=count(len(STEPS)),
                title=self._titles()[step], how=self._hint(step),
            )
        )  # fmt: skip

    def _titles(self) -> dict[str, str]:
        return {
            "open": self.tr("Open the demo"),
            "look": self.tr("Look at its memory"),
            "ask": self.tr("Ask it"),
            "change": self.tr("Change a slot"),
            "see": self.tr("See the answer change"),
            "train": self.tr("Train a little"),
        }

    def _hint(self, step: str) -> str:
        """What is to be done with which control."""
        finding = self._tour.finding
        if step == "change" and finding is not None:
            fact, segment = finding
            text = self.tr("after segment {segment}, slot {slot} holds “{held}”. Let yourself be taken there, and then press A to take it out.")  # fmt: skip
            if self._tour.is_at_finding:
                text = self.tr("slot {slot} is chosen, which holds “{held}” after segment {segment}. Press A to take it out from there on.")  # fmt: skip
            held = " ".join(fact.span.text.split()).rstrip(".。")
            return text.format(segment=count(segment), slot=count(fact.slots[0]), held=held)
        if step == "train" and not self._tour.has_text:
            return self.tr("it needs a text. Let yourself be taken there, and a sample book is added; or add your own. Then set few steps, and press Train.")  # fmt: skip
        return {
            "open": self.tr("it reads a new story, piece by piece, into its memory."),
            "look": self.tr("each row of the lanes is a slot. Click one: the panel at the right says what it holds and which words wrote it."),
            "ask": self.tr("the story stands ready on the Use page, with a question at its end; send it, and compare the answer with the story."),
            "change": self.tr("click a row of the lanes, then press A: what that slot holds is taken out from there on."),
            "see": self.tr("the story is read on without it. The Effects panel lists the words that are predicted otherwise, the most changed first. Click one."),
            "train": self.tr("set few steps, and press Train; the loss falls as you watch. Stopping keeps what was learnt."),
        }[step]  # fmt: skip

    @Slot()
    def _on_lead_clicked(self) -> None:
        step = self._tour.next
        if step is not None:
            self.step_requested.emit(step)
