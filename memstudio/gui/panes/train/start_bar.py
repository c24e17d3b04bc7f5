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
from memstudio.training.sample_growth import share_read

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview
    from memstudio.training.run_config import RunConfig

_FEW = 0.1
"""Of samples, those at the ends of documents, which do not count."""


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
        self, config: RunConfig | None, corpus: CorpusPreview | None, segment_length: int
    ) -> None:
        """Say how much will be read.

        Args:
            config: of the run; None while some setting is wrong, or another run is on.
            corpus: the text; None when there is none yet.
            segment_length: of the memory that the model has or will have.
        """
        self.estimate.setVisible(config is not None)
        if config is None:
            return
        of_a_sample = config.segments_per_sample * segment_length
        total = config.steps * config.samples_per_step * of_a_sample
        is_full, num_samples = (False, None)
        # Texts with a number or labels have lengths of their own, and packs are seldom full.
        if config.objective not in AT_THE_END and not config.packing:
            is_full, num_samples = _samples_of(corpus, of_a_sample)
        if config.growth_fraction:
            # How much is read of short documents is not known.
            num_samples = num_samples if is_full else None
            is_full = False
        text = self.tr("%1 steps × %2 × %3 tokens = %4 tokens")
        if not is_full:
            text = self.tr("%1 steps × %2 × at most %3 tokens")
        counts = map(numbers.count, (config.steps, config.samples_per_step, of_a_sample))
        text = numbered(text, *counts, numbers.compact(total))
        if num_samples:
            times = config.steps * config.samples_per_step * share_read(config) / num_samples
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


def _samples_of(corpus: CorpusPreview | None, of_a_sample: int) -> tuple[bool, float | None]:
    """Whether samples are full but for a few, and how many there are; None when it is not known.

    None goes across the end of a document, so that those of short rows are mostly empty.
    """
    if corpus is None or not corpus.train.num_tokens:
        return True, None
    tokens, documents = corpus.train.num_tokens, corpus.train.num_documents
    if documents * of_a_sample <= _FEW * tokens:
        return True, tokens / of_a_sample
    if documents == 1:
        return False, max(1, -(-(tokens - 1) // of_a_sample))
    is_each_one = corpus.figures is not None and corpus.figures.longest <= of_a_sample
    return False, documents if is_each_one else None
