"""What came of it: sentences, the picture, the numbers, and what the controls are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.export_button import ExportButton
from memstudio.gui.measurement_words import help_value_text, on_what, when_text
from memstudio.gui.panes.help import words
from memstudio.gui.panes.help.chart import HelpChart
from memstudio.gui.panes.help.table import HelpTable
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.choice_buttons import choice_buttons
from memstudio.gui.widgets.number_format import count, duration
from memstudio.gui.widgets.verdict_lines import VerdictLines
from memstudio.measuring.command import command_of
from memstudio.measuring.help_verdict import help_sentences

if TYPE_CHECKING:
    from memstudio.measuring.help_report import HelpReport
    from memstudio.measuring.measurement import Measurement

_CHART_HEIGHT = 300


class HelpResult(QWidget):
    """One report; a page to be scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        sizes = theme.current().sizes
        self._report: HelpReport | None = None
        self.command = ""
        self.title = QLabel()
        self.title.setObjectName("helpTitle")
        self.title.setProperty("role", "muted")
        self._sentences = VerdictLines("helpVerdict", sizes.space_xs)
        self.chart = HelpChart()
        self.chart.setFixedHeight(_CHART_HEIGHT)
        self.table = HelpTable()
        self.foot = QLabel()
        self.foot.setObjectName("helpFoot")
        self.foot.setProperty("role", "caption")
        for label in (self.title, self.foot):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addLayout(self._sentences)
        column.addLayout(self._make_choices())
        column.addWidget(self.chart)
        column.addWidget(self.table)
        column.addWidget(self.foot)
        column.addStretch(1)

    def _make_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        texts = (self.tr("Values"), self.tr("What the memory gives"))
        self.choices = choice_buttons(self, row, texts)
        tips = (
            self.tr("What was measured with each memory"),
            self.tr("The difference to each control, on the same tokens or questions"),
        )
        for place, tip in enumerate(tips):
            self.choices.button(place).setToolTip(tip)
        self.choices.idToggled.connect(self._on_choices_toggled)
        self.export = ExportButton(
            lambda: self.chart, self._caption, self.table.as_text, lambda: self.command
        )
        row.addWidget(self.export)
        return row

    def _caption(self) -> list[str]:
        return [self.title.text(), *self.said(), self.foot.text(), self.command.strip()]

    def said(self) -> list[str]:
        """The sentences that are shown."""
        return self._sentences.said()

    def show_measurement(self, measurement: Measurement, report: HelpReport) -> None:
        """Show a report, and of what it is."""
        self._report = report
        self.command = command_of(measurement)
        parts = [
            numbered(self.tr("%1 on %2"), measurement.of.name, on_what(measurement)),
            words.number_text(report, report.whole),
            when_text(measurement), duration(measurement.seconds),
        ]  # fmt: skip
        self.title.setText(" · ".join(parts))
        self._sentences.show_sentences(help_sentences(report, help_value_text(report)))
        self._show_chart()
        self.table.show_report(report)
        self.foot.setText(self._foot_text(report))

    def _foot_text(self, report: HelpReport) -> str:
        table = self.tr(
            "The table: %1; below, what the memory gives over it (%2), with its interval."
        )
        units = (words.unit_text(report, of_gains=of_gains) for of_gains in (False, True))
        lines = [numbered(table, *units)]
        means = self.tr("%1: %2.")
        lines += [
            numbered(means, words.control_title(name), words.control_words(name))
            for name in report.controls
        ]
        for name, reason in report.left_out.items():
            text = self.tr("%1 was left out: %2")
            lines.append(numbered(text, words.control_title(name), filled(reason)))
        parts = {"parts": count(report.num_drawn)}
        lines.append(numbered(self.tr("%1."), filled(report.interval, parts)))
        if not report.is_higher_better:
            lines.append(
                self.tr(
                    "Counted from the second segment of each stretch on, and from the second token "
                    "of each segment, so that every control sees the same words."
                )
            )
        return "\n".join(lines)

    def _show_chart(self) -> None:
        if self._report is not None:
            self.chart.show_report(self._report, of_gains=self.choices.checkedId() == 1)

    @Slot(int, bool)
    def _on_choices_toggled(self, _: int, is_chosen: bool) -> None:
        if is_chosen:
            self._show_chart()
