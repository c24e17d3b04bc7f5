"""A chart's numbers as a table: for those who cannot see it, and to look a value up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from memstudio.gui.plots.value_axis import number
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.plots.curve import Values

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_COLUMN_WIDTH = 120


@dataclass(frozen=True)
class Column:
    """The numbers of a curve.

    Attributes:
        name: of the curve.
        x: growing.
        y: as many.
    """

    name: str
    x: Values
    y: Values


class NumbersModel(QAbstractTableModel):
    """One row for each x that a curve has, one column for each curve."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: list[str] = []
        self._columns: list[Column] = []
        self._x: Values = np.empty(0)

    def show_columns(self, x_label: str, columns: Sequence[Column]) -> None:
        """Show these curves; rows that are there already keep their place."""
        heads = [x_label, *(column.name for column in columns)]
        # The points of a growing curve lie in an array that is written on: what is shown is held.
        held = [Column(each.name, each.x.copy(), each.y.copy()) for each in columns]
        x = np.unique(np.concatenate([each.x for each in held])) if held else np.empty(0)
        before = len(self._x)
        grows = heads == self._heads and len(x) >= before and bool((x[:before] == self._x).all())
        if not grows:
            self.beginResetModel()
            self._heads, self._columns, self._x = heads, held, x
            self.endResetModel()
            return
        self._columns = held
        if before:
            # A curve may have got a value at an x that another had before.
            self.dataChanged.emit(self.index(0, 1), self.index(before - 1, len(heads) - 1))
        if len(x) > before:
            self.beginInsertRows(_NO_PARENT, before, len(x) - 1)
            self._x = x
            self.endInsertRows()

    @override
    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._x)

    @override
    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        x = float(self._x[index.row()])
        if index.column() == 0:
            return number(x)
        column = self._columns[index.column() - 1]
        place = int(np.searchsorted(column.x, x))
        is_there = place < len(column.x) and column.x[place] == x
        return number(float(f"{column.y[place]:.6g}")) if is_there else ""

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical or section >= len(self._heads):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._heads[section]
        return None


class ChartNumbers(QTableView):
    """The table.

    Args:
        title: of the chart, for those who cannot see it.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chartNumbers")
        self.setAccessibleName(title)
        self.numbers = NumbersModel()
        self.setModel(self.numbers)
        self.setAlternatingRowColors(True)
        self.setFrameShape(self.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultSectionSize(_COLUMN_WIDTH)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)

    def show_columns(self, x_label: str, columns: Sequence[Column]) -> None:
        """Show these curves."""
        self.numbers.show_columns(x_label, columns)


def as_text(heads: Sequence[str], columns: Sequence[Column], separator: str) -> str:
    """All points as lines of text: curve, x, y, each in full.

    Args:
        heads: what stands in the first line.
        columns: the curves.
        separator: between cells; a cell that holds it is quoted.
    """
    lines = [separator.join(_quoted(head, separator) for head in heads)]
    for column in columns:
        name = _quoted(column.name, separator)
        pairs = zip(column.x.tolist(), column.y.tolist(), strict=True)
        lines += [f"{name}{separator}{x:.15g}{separator}{y:.6g}" for x, y in pairs]
    return "\n".join(lines) + "\n"


def _quoted(cell: str, separator: str) -> str:
    if separator not in cell and '"' not in cell:
        return cell
    return '"' + cell.replace('"', '""') + '"'
