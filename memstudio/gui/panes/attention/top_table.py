"""The places that a place looks at most, or that look at it most, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from memstudio.gui.translation import with_semicolons
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from memstudio.trace.attention_layout import CapturedAttention

    Floats = NDArray[np.float32]

_MOST = 50
_INDEX = QModelIndex()


class TopItemModel(QAbstractTableModel):
    """A row a place, the largest weight first: the word, where it stands, and the weight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._captured: CapturedAttention | None = None
        self._places: list[int] = []
        self._weights: list[float] = []

    def show(self, captured: CapturedAttention | None, weights: Floats | None) -> None:
        """Show the largest of `[N]` weights."""
        self.beginResetModel()
        self._captured = captured
        self._places, self._weights = [], []
        if captured is not None and weights is not None and weights.size:
            number = min(_MOST, weights.size)
            found = np.argpartition(weights, -number)[-number:]
            found = found[np.argsort(weights[found], kind="stable")[::-1]]
            found = found[weights[found] > 0]
            self._places = [int(place) for place in found]
            self._weights = [float(weights[place]) for place in found]
        self.endResetModel()

    def place(self, row: int) -> int:
        """The place in a row."""
        return self._places[row]

    def in_words(self, most: int) -> str:
        """The first rows with their weights, in one line."""
        rows = range(min(most, len(self._places)))
        return with_semicolons(
            f"“{self.index(row, 0).data()}” {self.index(row, 2).data()}" for row in rows
        )

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INDEX) -> int:
        return 0 if parent.isValid() else len(self._places)

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _INDEX) -> int:
        return 0 if parent.isValid() else 3

    @override
    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._captured is None or not index.isValid():
            return None
        place, column = self._places[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 0:
                return self._captured.word(place)
            return count(place) if column == 1 else decimal(self._weights[index.row()], 4)
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return RIGHT
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("word"), self.tr("place"), self.tr("weight"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
