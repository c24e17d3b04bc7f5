"""The table of all runs: searched, sorted, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from memstudio.gui.panes.runs.table_model import RunFilter, RunTableModel
from memstudio.gui.panes.runs.words import COLUMNS
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from memstudio.training.run_summary import RunSummary

_ROW_HEIGHT = 28
_WIDTHS = {
    "name": 250, "state": 100, "alarms": 66, "steps": 84, "before": 86, "after": 76, "reset": 98, "started": 150,
    "duration": 92, "model": 110, "data": 150, "memory": 64, "trains": 92, "tags": 110,
}  # fmt: skip


class RunTableView(QTableView):
    """Rows of runs.

    Signals:
        chosen_changed: others are selected, or something about those that are.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runTable")
        self.setAccessibleName(self.tr("Runs"))
        self.runs = RunTableModel(self)
        self.filter = RunFilter(self.runs, self)
        self.setModel(self.filter)
        read_by_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(False)
        # Names of runs begin with the same date and end with what tells them apart.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(True)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        for index, column in enumerate(COLUMNS):
            self.setColumnWidth(index, _WIDTHS[column])
        header.setStretchLastSection(True)
        self.show_newest_first()
        # A range is selected row by row.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.chosen_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        for signal in (
            self.runs.dataChanged,
            self.runs.rowsRemoved,
            self.runs.modelReset,
            # Rows that a search leaves out are not selected any more, of which Qt says only this.
            self.filter.layoutChanged,
        ):
            signal.connect(self._touch)
        self._awaited: frozenset[Path] = frozenset()
        for signal in (self.filter.rowsInserted, self.filter.modelReset):
            signal.connect(self._choose_awaited)

    def show_newest_first(self) -> None:
        """Sort as at first."""
        self.sortByColumn(COLUMNS.index("started"), Qt.SortOrder.DescendingOrder)

    def chosen(self) -> list[RunSummary]:
        """The selected runs, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._run(row) for row in rows]

    def choose(self, folders: AbstractSet[Path]) -> None:
        """Select these runs, as far as they are listed, and bring the first into sight."""
        found = [
            self.filter.index(row, 0)
            for row in range(self.filter.rowCount())
            if self._run(row).path in folders
        ]
        picked = QItemSelection()
        for index in found:
            picked.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(picked, flags.ClearAndSelect | flags.Rows)
        if found:
            self.selectionModel().setCurrentIndex(found[0], flags.NoUpdate)
            self.scrollTo(found[0])

    def carried(self) -> frozenset[Path]:
        """The selected runs, for another window."""
        return frozenset(run.path for run in self.chosen())

    def carry_on(self, state: frozenset[Path]) -> None:
        """Select what was selected in another window, once it is listed."""
        self._awaited = state
        self._choose_awaited()

    @Slot()
    def _choose_awaited(self) -> None:
        if self._awaited and self.filter.rowCount():
            awaited, self._awaited = self._awaited, frozenset()
            self.choose(awaited)

    def _run(self, row: int) -> RunSummary:
        return self.runs.run(self.filter.mapToSource(self.filter.index(row, 0)).row())

    @Slot()
    def _touch(self, *_: object) -> None:
        self._timer.start()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        self._touch()
