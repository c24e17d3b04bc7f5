"""The figures of a report: distances in lines, memories in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.help import words
from memstudio.gui.widgets.copying import copies

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from memstudio.measuring.help_report import HelpReport

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_EDGE = 4


class HelpTable(QTableWidget):
    """Of each memory the value, and beneath it what the real one gives over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpTable")
        self._lines: list[list[str]] = []
        self.setAccessibleName(self.tr("What the memory gives, in numbers"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_report(self, report: HelpReport) -> None:
        """Show the figures."""
        heads = [
            self.tr("Segments back"),
            *map(words.control_title, report.controls),
            self.tr("Of"),
        ]
        self.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(_RIGHT if column else _LEFT)
            if 0 < column < len(heads) - 1:
                item.setToolTip(words.control_words(report.controls[column - 1]))
            self.setHorizontalHeaderItem(column, item)
        rows = (report.whole, *report.rows)
        self._lines = [heads]
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            cells = [words.distance_text(row)]
            for name in report.controls:
                figure = row.figures[name]
                gain = words.gain_text(report, figure)
                cells.append(
                    "\n".join(filter(None, (words.bare_value(report, figure.value), gain)))
                )
            cells.append(words.number_text(report, row))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(_RIGHT)
                else:
                    item.setToolTip(words.distance_words(row))
                self.setItem(line, column, item)
            self._lines.append(cells)
        self._share_room()
        self.resizeRowsToContents()
        # As tall as its lines: the page around it is scrolled.
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(
            self.horizontalHeader().height() + self.verticalHeader().length() + bar + _EDGE
        )

    def _share_room(self) -> None:
        """Where there is room, columns share it; where not, they are as wide as they must be."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.resizeColumnsToContents()
        if header.length() < self.viewport().width():
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def as_text(self) -> str:
        """All of it, with tabs between."""
        lines = ["\t".join(cell.replace("\n", "  ") for cell in cells) for cells in self._lines]
        return "\n".join(lines) + "\n"

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not copies(event, self.as_text):
            super().keyPressEvent(event)
