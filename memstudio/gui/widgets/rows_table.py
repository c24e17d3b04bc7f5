"""A table of texts that is as tall as its lines, for pages that are scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.table_text import with_tabs
from memstudio.gui.widgets.copying import copies
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import Qt
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_EDGE = 4


class RowsTable(QTableWidget):
    """Numbers stand at the right, but for the first column; words all at the left."""

    def __init__(self, parent: QWidget | None = None, *, has_words: bool = False) -> None:
        super().__init__(parent)
        self._lines: list[list[str]] = []
        self._has_words = has_words
        read_by_rows(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_rows(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        head_tips: Sequence[str] = (),
        row_tips: Sequence[str] = (),
    ) -> None:
        """Show lines of cells; tips stand over the headings, and over the first cell of a line."""
        self._lines = [list(heads), *map(list, rows)]
        self.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(self._side(column))
            if column < len(head_tips):
                item.setToolTip(head_tips[column])
            self.setHorizontalHeaderItem(column, item)
        self.setRowCount(len(rows))
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(self._side(column))
                if not column and line < len(row_tips):
                    item.setToolTip(row_tips[line])
                self.setItem(line, column, item)
        self._share_room()
        self.resizeRowsToContents()
        # As tall as its lines: the page around it is scrolled.
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(
            self.horizontalHeader().height() + self.verticalHeader().length() + bar + _EDGE
        )

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return LEFT if self._has_words or not column else RIGHT

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
        return with_tabs((cell.replace("\n", "  ") for cell in cells) for cells in self._lines)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not copies(event, self.as_text):
            super().keyPressEvent(event)
