"""What the tables of two-line rows share: a model of rows, and a sorted view of it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Slot,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from memstudio.gui.panes.memory.effects.two_line_delegate import BELOW_ROLE, ROW_HEIGHT
from memstudio.gui.widgets.sides import LEFT
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_Index = QModelIndex | QPersistentModelIndex
_Row = TypeVar("_Row")
SORT_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class TwoLineModel(QAbstractTableModel, Generic[_Row]):
    """Rows that are replaced together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[_Row, ...] = ()
        self._columns = self._headings()

    def _replace(self, rows: Sequence[_Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    @abstractmethod
    def _headings(self) -> tuple[tuple[str, str], ...]:
        """Title and tip of each column."""

    @abstractmethod
    def _shown(self, row: _Row, column: int) -> str:
        """The first line of a cell."""

    @abstractmethod
    def _below(self, row: _Row, column: int) -> str:
        """Its second line; "" for none."""

    @abstractmethod
    def _sentence(self, row: _Row) -> str:
        """All there is to say of a row."""

    @abstractmethod
    def _order(self, index: int, column: int) -> Any:
        """What the row at `index` is sorted by."""

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        title, tip = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return tip
            case _:
                return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        found: Any = None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                found = self._shown(row, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                found = self._sentence(row)
            case _ if role == BELOW_ROLE:
                found = self._below(row, column)
            case _ if role == ROW_ROLE:
                found = row
            case _ if role == SORT_ROLE:
                found = self._order(index.row(), column)
        return found


class TwoLineTable(QTableView):
    """Sorted rows that are chosen whole, one at a time, without lines."""

    def __init__(self, rows: QAbstractTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows.setParent(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(rows)
        self._sorted.setSortRole(SORT_ROLE)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        read_by_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setProperty("role", "plain")
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setMinimumSectionSize(32)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._on_selection_current_row_changed)

    def set_widths(self, samples: dict[int, str], room: int) -> None:
        """Make columns as wide as a text and some pixels; the others share what is left."""
        header = self.horizontalHeader()
        for column in range(self._sorted.columnCount()):
            is_fixed = column in samples
            mode = QHeaderView.ResizeMode.Fixed if is_fixed else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if is_fixed:
                width = self.fontMetrics().horizontalAdvance(samples[column])
                self.setColumnWidth(column, width + room)

    def _pick(self, row: int) -> None:
        """A row of the model was chosen."""

    @Slot(QModelIndex, QModelIndex)
    def _on_selection_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self._pick(self._sorted.mapToSource(current).row())
