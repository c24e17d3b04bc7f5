"""The foot of the form: what the run amounts to, the button that starts it, or what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from memstudio.gui.panes.train.memory_line import MemoryLine
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.start_foot import start_button
from memstudio.training.run_config import AT_THE_END

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.training.run_config import RunConfig


class StartBar(QFrame):
    """What is read, the memory that it takes, a reason, a button.

    Signals:
        start_requested: the button was pressed.
        remedy_requested: id of the action that mends what is missing.
    """

    start_requested = Signal()
    remedy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel-foot")
        sizes = current().sizes
        self.estimate = QLabel()
        self.estimate.setObjectName("estimate")
        self.estimate.setProperty("role", "caption")
        self.estimate.setWordWrap(True)
        self.reason = QLabel()
        self.reason.setObjectName("reason")
        self.reason.setWordWrap(True)
        self.remedy = QPushButton()
        self.remedy.setObjectName("remedy")
        self.remedy.setAccessibleName(self.tr("Do what is missing"))
        self.remedy.clicked.connect(self._on_remedy_clicked)
        self._remedy_id = ""
        self.start_button = start_button("play", self.tr("Start training"), "startTraining")
        self.start_button.clicked.connect(self.start_requested)
        row = QHBoxLayout()
        row.setSpacing(sizes.space_s)
        row.addWidget(self.reason, 1)
        row.addWidget(self.remedy)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_l, sizes.space_s, sizes.space_l, sizes.space_m)
        column.setSpacing(sizes.space_s)
        self.memory = MemoryLine()
        column.addWidget(self.estimate)
        column.addWidget(self.memory)
        column.addLayout(row)
        column.addWidget(self.start_button)

    def show_estimate(
        self, config: RunConfig | None, train_tokens: int | None, segment_length: int
    ) -> None:
        """Say how much will be read.

        Args:
            config: of the run; None while some setting is wrong.
            train_tokens: how many there are; None when not counted yet.
            segment_length: of the memory that the model has or will have.
        """
        self.estimate.setVisible(config is not None)
        if config is None:
            return
        of_a_sample = config.segments_per_sample * segment_length
        total = config.steps * config.samples_per_step * of_a_sample
        # Texts with a number or labels have lengths of their own, and packs are seldom full.
        is_exact = config.objective not in AT_THE_END and not config.packing
        text = self.tr("%1 steps × %2 × %3 tokens = %4 tokens")
        if not is_exact:
            text = self.tr("%1 steps × %2 × at most %3 tokens")
        counts = map(numbers.count, (config.steps, config.samples_per_step, of_a_sample))
        text = numbered(text, *counts, numbers.compact(total))
        if train_tokens and is_exact:
            times = total / train_tokens
            part = self.tr("%1 times through the text")
            shown = numbers.compact(times)
            if times < 0.95:
                part = self.tr("%1 of the text")
                shown = numbers.percent(times, 0 if times >= 0.1 else 1)
            text += " · " + part.replace("%1", shown)
        self.estimate.setText(text)

    def show_reason(self, text: str, remedy: str = "", remedy_id: str = "") -> None:
        """Say why a run cannot start, with a button that mends it; "" when it can."""
        self.reason.setText(text)
        self.reason.setVisible(bool(text))
        self.remedy.setText(remedy)
        self.remedy.setAccessibleName(remedy or self.tr("Do what is missing"))
        self.remedy.setVisible(bool(remedy))
        self._remedy_id = remedy_id
        self.start_button.setEnabled(not text)
        self.start_button.setToolTip(text)

    def point_out(self) -> None:
        """Bring what is missing to the user's notice."""
        target = self.remedy if self.remedy.isVisible() else self.start_button
        target.setFocus()

    def _on_remedy_clicked(self) -> None:
        self.remedy_requested.emit(self._remedy_id)
