"""The task's metrics before and after a run, and a few of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.metric_words import comparison_titles, metric_meaning, metric_value, value_text
from memstudio.gui.panes.train.label_grid import LabelGrid
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.excerpt import excerpt

if TYPE_CHECKING:
    from memstudio.events import AnswerExample
    from memstudio.training.evaluations import Comparison, Evaluations

_LONGEST = 160
_ANSWERS_HEIGHT = 220
"""About two examples; the rest is scrolled to, so that what stands beneath stays in reach."""


class EvaluationTable(QWidget):
    """A line a metric: before, after, and after with the memory reset before each segment.

    Signals:
        answers_shown: they stand beneath the table now.
    """

    answers_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, sizes.space_xs, 0, 0)
        column.setSpacing(sizes.space_s)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setProperty("role", "muted")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem.hide()
        column.addWidget(self.problem)
        self._table = LabelGrid(num_words=2)
        column.addLayout(self._table)
        self.answers_button = QPushButton(self.tr("Show answers"))
        self.answers_button.setObjectName("answers_button")
        self.answers_button.setProperty("role", "quiet")
        self.answers_button.clicked.connect(self._on_answers_clicked)
        column.addWidget(self.answers_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.answers = QPlainTextEdit()
        self.answers.setObjectName("answers")
        self.answers.setAccessibleName(self.tr("Answers"))
        self.answers.setReadOnly(True)
        self.answers.setTabChangesFocus(True)
        self.answers.setFixedHeight(_ANSWERS_HEIGHT)
        self.answers.hide()
        column.addWidget(self.answers)

    def show_evaluations(self, found: Evaluations, last_step: int | None = None) -> None:
        """Show what was measured of a run that ended at a step; hide when nothing was."""
        # Perplexity stands in the table of the loss already.
        rows = [each for each in found.comparisons() if each.metric.name != "perplexity"]
        after = self.tr("After")
        if found.after is not None and last_step not in {None, found.after.step}:
            # The model that was kept is not the last one.
            text = QCoreApplication.translate("ResultCard", "%1, at step %2")
            after = numbered(text, after, numbers.count(found.after.step))
        self._fill(rows, after)
        text = "\n\n".join(self._answers(found))
        self.answers.setPlainText(text)
        self.answers.hide()
        self.answers_button.setText(self.tr("Show answers"))
        self.answers_button.setVisible(bool(text))
        trouble = found.trouble
        self.problem.setText(filled(trouble.problem, trouble.values) if trouble else "")
        self.problem.setVisible(trouble is not None)
        self.setVisible(bool(rows) or trouble is not None)

    def table(self) -> list[list[str]]:
        """What the table says, row by row, without the explanations."""
        return [[title, *figures] for title, _, *figures in self._table.texts()]

    @Slot()
    def _on_answers_clicked(self) -> None:
        shows = self.answers.isHidden()
        self.answers.setVisible(shows)
        self.answers_button.setText(self.tr("Hide answers") if shows else self.tr("Show answers"))
        if shows:
            self.answers_shown.emit()

    def _answers(self, found: Evaluations) -> list[str]:
        """Each example with its answers before and after."""
        before = found.before.examples if found.before else ()
        after = found.after.examples if found.after else ()
        texts = []
        for number in range(max(len(before), len(after))):
            old = before[number] if number < len(before) else None
            new = after[number] if number < len(after) else None
            texts.append(self._answer(old, new))
        return texts

    def _answer(self, old: AnswerExample | None, new: AnswerExample | None) -> str:
        one = new or old
        if one is None:
            return ""
        lines = [
            self.tr("Asked: %1").replace("%1", excerpt(one.prompt, _LONGEST, is_end=True)),
            self.tr("Expected: %1").replace("%1", excerpt(one.expected, _LONGEST)),
        ]
        if old is not None:
            lines.append(self.tr("Before: %1").replace("%1", excerpt(old.answer, _LONGEST)))
        if new is not None:
            lines.append(self.tr("After: %1").replace("%1", excerpt(new.answer, _LONGEST)))
            if new.answer_memory_reset is not None:
                reset = excerpt(new.answer_memory_reset, _LONGEST)
                lines.append(self.tr("Memory reset: %1").replace("%1", reset))
        return "\n".join(lines)

    def _fill(self, rows: list[Comparison], after: str) -> None:
        self._table.empty()
        heads = ("", "", self.tr("Before"), after, self.tr("Memory reset"))
        for column, head in enumerate(heads):
            self._table.put(0, column, head, "caption")
        titles = comparison_titles(rows)
        for index, (each, title) in enumerate(zip(rows, titles, strict=True), start=1):
            metric, last = each.metric, each.after or each.before
            count = self.tr("of %1").replace("%1", numbers.count(each.count))
            self._table.put(index, 0, title, tip=count)
            self._table.put(index, 1, metric_meaning(metric), "caption", count)
            self._table.put(index, 2, metric_value(metric, each.before))
            self._table.put(index, 3, metric_value(metric, each.after))
            self._table.put(index, 4, value_text(metric, last.memory_reset if last else None))
