"""Tables of text in dialogs, read line by line and copied: states, how two differ, what is remembered."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from memstudio.gui.widgets.copying import copies
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget


class TextTable(QTableWidget):
    """Rows of cells under a heading.

    Args:
        heads: the titles of the columns, each with what it means.
        numbers: the columns of numbers, which are set to the right.
        wide: the columns that share what room is left.
        parent: as of any widget.
    """

    def __init__(
        self,
        heads: Sequence[tuple[str, str]],
        numbers: Sequence[int],
        wide: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, len(heads), parent)
        self._numbers = frozenset(numbers)
        self._heads = [title for title, _ in heads]
        read_by_rows(self)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        for column, (title, meaning) in enumerate(heads):
            item = QTableWidgetItem(title)
            item.setTextAlignment(self._alignment(column))
            item.setToolTip(meaning)
            self.setHorizontalHeaderItem(column, item)
            stretches = column in wide
            header.setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch
                if stretches
                else QHeaderView.ResizeMode.ResizeToContents,
            )

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.setRowCount(len(rows))
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(self._alignment(column))
                # What others wrote is shown as it stands, not as the page that it may look like.
                item.setToolTip(f"<qt>{escape(text)}</qt>" if text else "")
                self.setItem(line, column, item)

    def select_lines(self, lines: Sequence[int]) -> None:
        """Select these rows and no other, also before the table is shown."""
        chosen = QItemSelection()
        for line in lines:
            index = self.model().index(line, 0)
            chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        if lines:
            self.selectionModel().setCurrentIndex(self.model().index(lines[0], 0), flags.NoUpdate)

    def selected_lines(self) -> list[int]:
        """The rows that are selected, from the top."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def as_text(self) -> str:
        """The rows that are selected, or all, with tabs between the cells."""
        lines = self.selected_lines() or range(self.rowCount())
        rows = [self._heads]
        for line in lines:
            items = [self.item(line, column) for column in range(self.columnCount())]
            rows.append([item.text() if item is not None else "" for item in items])
        return "\n".join("\t".join(row) for row in rows)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if column in self._numbers else LEFT

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not copies(event, self.as_text):
            super().keyPressEvent(event)
