"""The figures of a report: distances in lines, memories in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.gui.panes.help import words
from memstudio.gui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.measuring.help_report import HelpReport, HelpRow


class HelpTable(RowsTable):
    """Of each memory the value, and beneath it what the real one gives over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpTable")
        self.setAccessibleName(self.tr("What the memory gives, in numbers"))

    def show_report(self, report: HelpReport) -> None:
        """Show the figures."""
        rows = (report.whole, *report.rows)
        self.show_rows(
            [self.tr("Segments back"), *map(words.control_title, report.controls), self.tr("Of")],
            [_cells(report, row) for row in rows],
            head_tips=["", *map(words.control_words, report.controls)],
            row_tips=[words.distance_words(row) for row in rows],
        )


def _cells(report: HelpReport, row: HelpRow) -> list[str]:
    cells = [words.distance_text(row)]
    for name in report.controls:
        figure = row.figures[name]
        gain = words.gain_text(report, figure)
        cells.append("\n".join(filter(None, (words.bare_value(report, figure.value), gain))))
    return [*cells, words.number_text(report, row)]
