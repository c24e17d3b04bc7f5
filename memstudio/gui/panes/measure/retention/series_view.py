"""One series of a report: its picture, its numbers, and some of its probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.export_button import ExportButton
from memstudio.gui.panes.measure.retention import words
from memstudio.gui.panes.measure.retention.chart import RetentionChart
from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.rows_table import RowsTable
from memstudio.measuring.retention_report import ASKING_TITLES

if TYPE_CHECKING:
    from memstudio.measuring.retention_report import Quantity, RetentionReport, RetentionSeries

_CHART_HEIGHT = 280


class SeriesView(QWidget):
    """The picture, and how it came about.

    Attributes:
        details: the numbers and probes, to stand elsewhere on the page.

    Args:
        name: of the series.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = theme.current().sizes
        self.title, self.what, self.foot = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "section")
        for label in (self.what, self.foot):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.chart, self.table = RetentionChart(), RowsTable()
        self.probes = RowsTable(has_words=True)
        self.chart.setObjectName(f"{name}Chart")
        self.table.setObjectName(f"{name}Table")
        self.probes.setObjectName(f"{name}Probes")
        self.table.setAccessibleName(self.tr("Recall by distance"))
        self.probes.setAccessibleName(self.tr("Some of the probes"))
        self.probes_title = QLabel(self.tr("Some of the probes"))
        self.probes_title.setProperty("role", "section")
        self.chart.setFixedHeight(_CHART_HEIGHT)
        self.export = ExportButton(lambda: self.chart, self._caption, self.table.as_text)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.what, 1)
        head.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addLayout(head)
        column.addWidget(self.chart)
        column.addWidget(self.foot)
        self.details = QWidget()
        self.details_title = QLabel()
        self.details_title.setProperty("role", "section")
        below = QVBoxLayout(self.details)
        below.setContentsMargins(0, 0, 0, sizes.space_m)
        below.setSpacing(sizes.space_s)
        for part in (self.details_title, self.table, self.probes_title, self.probes):
            below.addWidget(part)

    def _caption(self) -> list[str]:
        return [self.title.text(), self.what.text(), *self.foot.text().split("\n")]

    def show_series(
        self, report: RetentionReport, series: RetentionSeries, quantity: Quantity
    ) -> None:
        """Show a quantity of a series."""
        self.title.setText(words.series_title(series))
        self.what.setText(words.quantity_words(series, quantity))
        self.foot.setText(words.foot_text(report, series))
        self.chart.show_series(series, quantity)
        tips = ["", *(words.asking_words(series, name) for name in ASKING_TITLES)]
        rows = [words.cells_of(row, quantity) for row in (*series.rows, series.whole)]
        self.table.show_rows(words.heads_of(series), rows, head_tips=tips)
        title = with_colon(words.series_title(series), words.unit_text(quantity))
        self.table.setAccessibleName(title)
        self.details_title.setText(title)
        examples = [each for each in report.examples if each.series == series.name]
        self.probes.show_rows(
            words.example_heads(series), [words.example_cells(each) for each in examples]
        )
        self.probes.setAccessibleName(self.probes_title.text())
        self.probes.setVisible(bool(examples))
        self.probes_title.setVisible(bool(examples))
