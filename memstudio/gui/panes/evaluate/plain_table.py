"""The results as a plain table of numbers, to be read line by line and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from memstudio.bench.trial_table import as_markdown
from memstudio.gui.panes.evaluate.results import CONTROLS, verdict_of
from memstudio.gui.panes.evaluate.words import (
    control_name,
    spread_text,
    task_title,
    verdict_text,
)
from memstudio.gui.table_text import with_tabs
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.copying import copies
from memstudio.gui.widgets.number_format import count, duration, percent
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from memstudio.bench.trial_table import Row

_NUM_WORDS = 3


class PlainTable(QTableWidget):
    """One line for each memory, task and size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plainTable")
        self.setAccessibleName(self.tr("Results in numbers"))
        self._rows: tuple[Row, ...] = ()
        read_by_rows(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other results."""
        if rows == self._rows:
            return
        self._rows = rows
        heads = [
            self.tr("Memory"), self.tr("Task"), self.tr("Verdict"), self.tr("Right"),
            self.tr("Seeds from–to"), self.tr("Wholly right"),
            *(control_name(name) for name in CONTROLS), self.tr("Guessing"), self.tr("Seeds"),
            self.tr("Steps"), self.tr("Time"), self.tr("Parameters"),
        ]  # fmt: skip
        self.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(RIGHT if column >= _NUM_WORDS else LEFT)
            self.setHorizontalHeaderItem(column, item)
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            for column, text in enumerate(self._cells(row)):
                item = QTableWidgetItem(text)
                if column >= _NUM_WORDS:
                    item.setTextAlignment(RIGHT)
                self.setItem(line, column, item)
        self.resizeColumnsToContents()

    def _cells(self, row: Row) -> list[str]:
        label = f"{row.kind}, {filled(row.variant)}" if row.variant else row.kind
        task = task_title(row.task)
        if row.size is not None:
            task = numbered(self.tr("%1, at %2"), task, count(row.size))
        right = row.scores["none"]
        controls = [
            percent(row.scores[name].mean, 1) if name in row.scores else "–" for name in CONTROLS
        ]
        return [
            label, task, verdict_text(verdict_of(row)), percent(right.mean, 1),
            spread_text(right) or "–", percent(row.examples.mean, 1), *controls,
            percent(row.chance, 1), count(len(row.seeds)), count(round(row.steps.mean)),
            duration(row.seconds.mean), count(row.num_parameters),
        ]  # fmt: skip

    def as_text(self) -> str:
        """The lines that are selected, or all, as Markdown."""
        lines = sorted({index.row() for index in self.selectedIndexes()})
        return as_markdown([self._rows[line] for line in lines] or self._rows)

    def with_heads(self) -> str:
        """All lines beneath their heads, with tabs between the cells."""
        items = map(self.horizontalHeaderItem, range(self.columnCount()))
        heads = [item.text() if item is not None else "" for item in items]
        return with_tabs([heads, *map(self._cells, self._rows)])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not copies(event, self.as_text):
            super().keyPressEvent(event)
