"""What came of a run: the held-out loss before and after, and where to go from here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from memstudio.gui.panes.train.evaluation_table import EvaluationTable
from memstudio.gui.panes.train.label_grid import LabelGrid
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.icons import icon
from memstudio.training.run_config import AT_THE_END

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio import events

_HIGHEST = 50.0
"""A loss beyond which e to its power says nothing."""
_MANY = 1000


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    loss: float
    change: float | None = None


class ResultCard(QFrame):
    """A small table and buttons that lead on.

    Signals:
        memory_requested, use_requested, measure_requested, resume_requested, folder_requested: a
            button was pressed.
    """

    memory_requested = Signal()
    use_requested = Signal()
    measure_requested = Signal()
    resume_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        sizes = current().sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_l, sizes.space_m)
        column.setSpacing(sizes.space_s)
        self._table = LabelGrid(num_words=1)
        column.addLayout(self._table)
        self.words = QLabel()
        self.words.setObjectName("words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.words)
        self.evaluation = EvaluationTable()
        self.evaluation.hide()
        column.addWidget(self.evaluation)
        self.memory_button = QPushButton(icon("memory"), self.tr("Look at the memory"))
        self.use_button = QPushButton(icon("use"), self.tr("Try the model"))
        self.measure_button = QPushButton(icon("gauge"), self.tr("Measure the model"))
        self.resume_button = QPushButton(icon("play"), self.tr("Go on with the run"))
        self.folder_button = QPushButton(icon("folder"), self.tr("Open run folder"))
        for name, signal in (
            ("memory_button", self.memory_requested),
            ("use_button", self.use_requested),
            ("measure_button", self.measure_requested),
            ("resume_button", self.resume_requested),
            ("folder_button", self.folder_requested),
        ):
            button: QPushButton = getattr(self, name)
            button.setObjectName(name)
            button.clicked.connect(signal)
        buttons = (
            self.memory_button, self.use_button, self.measure_button, self.resume_button,
            self.folder_button,
        )  # fmt: skip
        column.addWidget(ButtonRows(buttons))

    def show_finish(
        self,
        finish: events.RunFinished,
        last: events.Validated | None,
        *,
        can_go_on: bool,
        objective: str = "causal",
        measured_at: int | None = None,
    ) -> None:
        """Show how a run ended.

        Args:
            finish: its last event.
            last: the last validation in which the memory was reset too, if there was one after
                the first step.
            can_go_on: whether there is a checkpoint to go on from.
            objective: what was learnt; the loss of what heads say is no perplexity.
            measured_at: the step of the loss after; None where that is not known.
        """
        rows = []
        before, after = finish.loss_before, finish.loss_after
        if before is not None:
            rows.append(_Row(self.tr("Before"), before))
        if after is not None:
            change = None if before is None else after - before
            title = self.tr("After")
            if measured_at not in {None, finish.step}:
                # The best that was measured, or all that was before the run was stopped.
                title = self._at_step(title, measured_at or 0)
            rows.append(_Row(title, after, change))
        words = self._words_of_change(finish)
        reset, loss, step = None, after, measured_at
        if finish.reason == "completed" and finish.loss_memory_reset is not None:
            # Of the model that was kept, whichever step it is of.
            reset = finish.loss_memory_reset
        elif last is not None:
            reset, loss, step = last.loss_memory_reset, last.loss, last.step
        if reset is not None and loss is not None:
            worth = reset - loss
            title = self.tr("With the memory reset before each segment")
            if step is not None and (step != finish.step or loss != after):
                # The kept model is of another step.
                title = self._at_step(title, step)
            rows.append(_Row(title, reset, worth))
            words = "\n".join(filter(None, (words, self._worth(worth, objective))))
        self._fill(rows, is_of_words=objective not in AT_THE_END)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._offer(has_model=True, can_go_on=can_go_on, has_folder=True)

    def show_failure(self, text: str, *, has_folder: bool, can_go_on: bool = False) -> None:
        """Say why a run could not begin, or could not go on."""
        self._fill([])
        self.evaluation.hide()
        self.words.setText(text)
        self.words.show()
        self._offer(has_model=False, can_go_on=can_go_on, has_folder=has_folder)

    def show_interruption(self) -> None:
        """Say that the run's program ended without a word."""
        text = self.tr("The program that trained it ended before the run was over.")
        self.show_failure(text, has_folder=True)

    def offer_from_disk(self, *, can_go_on: bool, has_probes: bool) -> None:
        """Offer what can be done with a run that was read from its folder."""
        self.resume_button.setVisible(can_go_on)
        self.memory_button.setVisible(has_probes)
        self.folder_button.show()

    def table(self) -> list[list[str]]:
        """What the table says, row by row."""
        return self._table.texts()

    def _at_step(self, title: str, step: int) -> str:
        return numbered(self.tr("%1, at step %2"), title, numbers.count(step))

    def _words_of_change(self, finish: events.RunFinished) -> str:
        before, after = finish.loss_before, finish.loss_after
        if not finish.step:
            return self.tr("It was stopped before the first step, so nothing was learnt.")
        if before is None and after is None:
            return self.tr("No text was held out, so there is nothing to compare.")
        if before is not None and after is not None and after > before:
            return self.tr("On the held-out text it does worse than before the run.")
        return ""

    def _worth(self, worth: float, objective: str) -> str:
        if worth == 0:
            return self.tr(
                "The memory changes nothing here. Where every text fits into one segment, it has "
                "nothing to carry."
            )
        if worth < 0.0005:
            return self.tr("The memory does not help on this text yet.")
        text = self.tr("The memory is worth %1 nats a token on this text.")
        if objective == "regression":
            text = self.tr("With its memory the model is %1 nearer to the numbers, squared.")
        if objective == "classification":
            text = self.tr("The memory is worth %1 nats a label on these texts.")
        return text.replace("%1", numbers.decimal(worth, 3))

    def _offer(self, *, has_model: bool, can_go_on: bool, has_folder: bool) -> None:
        self.memory_button.setVisible(has_model)
        self.use_button.setVisible(has_model)
        self.measure_button.setVisible(has_model)
        self.resume_button.setVisible(can_go_on)
        self.folder_button.setVisible(has_folder)

    def _fill(self, rows: list[_Row], *, is_of_words: bool = True) -> None:
        self._table.empty()
        if not rows:
            return
        # Of what heads say the loss alone: how right it is stands in the table beneath.
        of_words = self.tr("Perplexity") if is_of_words else ""
        titles = ("", self.tr("Held-out loss"), of_words, self.tr("Change"))
        for column, title in enumerate(titles):
            self._table.put(0, column, title, "caption")
        for index, row in enumerate(rows, start=1):
            change = "" if row.change is None else numbers.signed(row.change, 3)
            perplexity = _perplexity(row.loss) if is_of_words else ""
            cells = (row.title, numbers.decimal(row.loss, 3), perplexity, change)
            for column, text in enumerate(cells):
                self._table.put(index, column, text)


def _perplexity(loss: float) -> str:
    perplexity = math.exp(loss) if loss < _HIGHEST else math.inf
    many = math.isfinite(perplexity) and perplexity >= _MANY
    return numbers.compact(perplexity) if many else numbers.decimal(perplexity, 1)
