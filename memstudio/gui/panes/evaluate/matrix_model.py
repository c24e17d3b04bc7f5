"""Memories down, tasks across, as Qt's views read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from memstudio.gui.panes.evaluate.results import Cell, Grid, Memory
from memstudio.gui.panes.evaluate.words import (
    cell_text,
    cell_tip,
    memory_title,
    task_summary,
    task_title,
)
from memstudio.gui.translation import filled, with_colon
from memstudio.memory.kinds_registry import kind_descriptions

if TYPE_CHECKING:
    from typing import TypeAlias

    Index: TypeAlias = QModelIndex | QPersistentModelIndex

CELL_ROLE = Qt.ItemDataRole.UserRole
MEMORY_ROLE = Qt.ItemDataRole.UserRole + 1


class MatrixModel(QAbstractTableModel):
    """The cells of a grid."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = Grid()
        self._summaries = {each.name: filled(each.summary) for each in kind_descriptions()}

    def show_grid(self, grid: Grid) -> None:
        """Show other cells; what is selected stays where memories and tasks are the same."""
        before = self._grid
        if (before.memories, before.tasks) == (grid.memories, grid.tasks):
            self._grid = grid
            if grid.memories and grid.tasks:
                last = self.index(len(grid.memories) - 1, len(grid.tasks) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._grid = grid
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The cell at an index; None where there is none."""
        if not index.isValid():
            return None
        place = self._grid.memories[index.row()], self._grid.tasks[index.column()]
        return self._grid.cells.get(place)

    def place_of(self, memory: Memory, task: str) -> QModelIndex:
        """Where a cell is; invalid when it is not."""
        if memory in self._grid.memories and task in self._grid.tasks:
            return self.index(self._grid.memories.index(memory), self._grid.tasks.index(task))
        return QModelIndex()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._grid.memories)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._grid.tasks)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(cell)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            what = f"{memory_title(cell.memory)}, {task_title(cell.task)}"
            return with_colon(what, cell_text(cell))
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell_tip(cell)
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_across = orientation == Qt.Orientation.Horizontal
        # A header asks for the sections it had until it has heard of all changes.
        if section >= len(self._grid.tasks if is_across else self._grid.memories):
            return None
        if is_across:
            task = self._grid.tasks[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{task_title(task)}\n{task_summary(task)}".strip()
            return task_title(task) if role == Qt.ItemDataRole.DisplayRole else None
        memory = self._grid.memories[section]
        tip = f"{memory_title(memory)}\n{self._summaries.get(memory[0], '')}"
        answers: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: memory[0],
            MEMORY_ROLE: memory,
            Qt.ItemDataRole.ToolTipRole: tip,
            Qt.ItemDataRole.AccessibleTextRole: memory_title(memory),
        }
        return answers.get(role)
