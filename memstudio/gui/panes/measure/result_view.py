"""What came of a measurement: sentences, the table, and what the model answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from memstudio.gui.measurement_words import help_value_text, on_what, when_text
from memstudio.gui.panes.measure import words
from memstudio.gui.panes.measure.figures_table import FiguresTable
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled, in_a_row, numbered
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.excerpt import excerpt
from memstudio.gui.widgets.number_format import duration
from memstudio.gui.widgets.verdict_lines import VerdictLines
from memstudio.measuring.export import helped
from memstudio.measuring.help_verdict import help_sentences
from memstudio.measuring.verdict import sentences

if TYPE_CHECKING:
    from memstudio.events import AnswerExample
    from memstudio.measuring.measurement import Measurement
    from memstudio.measuring.verdict import Sentence

_ANSWERS_HEIGHT = 260
_LONGEST = 240


class ResultView(QWidget):
    """One measurement; a page to be scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        sizes = theme.current().sizes
        self.title, self.note = QLabel(), QLabel()
        self.title.setObjectName("resultTitle")
        self.title.setProperty("role", "title")
        self.note.setProperty("role", "muted")
        for label in (self.title, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._sentences = VerdictLines("verdict", sizes.space_s)
        self.table = FiguresTable()
        self._foot = QLabel()
        self._foot.setProperty("role", "caption")
        self._foot.setWordWrap(True)
        self.answers = Card(self.tr("Some of the answers"))
        self.answers_text = QPlainTextEdit()
        self.answers_text.setObjectName("measuredAnswers")
        self.answers_text.setAccessibleName(self.tr("Some of the answers"))
        self.answers_text.setReadOnly(True)
        self.answers_text.setTabChangesFocus(True)
        self.answers_text.setFixedHeight(_ANSWERS_HEIGHT)
        self.answers.body.addWidget(self.answers_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, sizes.space_s, 0)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.title)
        column.addWidget(self.note)
        column.addLayout(self._sentences)
        column.addWidget(self.table)
        column.addWidget(self._foot)
        column.addWidget(self.answers)
        column.addStretch(1)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show what was measured."""
        of = measurement.of
        self.title.setText(numbered(self.tr("%1 on %2"), of.name, on_what(measurement)))
        parts = [when_text(measurement), duration(measurement.seconds), measurement.device]
        self.note.setText(" · ".join(part for part in parts if part))
        self._sentences.show_sentences(_sentences(measurement))
        self.table.show_measurement(measurement)
        self._foot.setText(self._explained(measurement))
        self._foot.setVisible(bool(self._foot.text()))
        self.answers.setVisible(bool(of.examples))
        self.answers_text.setPlainText("\n\n".join(map(self._answer, of.examples)))

    def _explained(self, measurement: Measurement) -> str:
        figures, told = measurement.of.metrics.values(), []
        if any(each.low is not None for each in figures):
            told.append(self.tr("Beneath a value: where it lies with 95% certainty, by chance alone."))  # fmt: skip
        if measurement.of.memory is not None:
            told.append(self.tr("Reset: the memory is forgotten before each segment, so only the segment itself is seen."))  # fmt: skip
        return in_a_row(*told)

    def said(self) -> list[str]:
        """The sentences that are shown."""
        return self._sentences.said()

    def _answer(self, example: AnswerExample) -> str:
        lines = [
            self.tr("Asked: %1").replace("%1", excerpt(example.prompt, _LONGEST, is_end=True)),
            self.tr("Expected: %1").replace("%1", excerpt(example.expected, _LONGEST)),
            self.tr("Answer: %1").replace("%1", excerpt(example.answer, _LONGEST)),
        ]
        if example.answer_memory_reset is not None:
            reset = excerpt(example.answer_memory_reset, _LONGEST)
            lines.append(self.tr("Answer with the memory reset: %1").replace("%1", reset))
        return "\n".join(lines)


def _sentences(measurement: Measurement) -> list[Sentence]:
    """What it comes to; what a memory gives is told by all its controls, not by the reset alone."""
    report = helped(measurement)
    if report is None:
        return sentences(measurement, words.WORDS, filled)
    return help_sentences(report, help_value_text(report))
