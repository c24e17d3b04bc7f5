"""The texts that came, the latest first, as Qt's views read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from memstudio.gui.panes.monitor.words import when, where
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import percent

if TYPE_CHECKING:
    from typing import TypeAlias

    from memstudio.tasks.monitoring.items import Item

    Index: TypeAlias = QModelIndex | QPersistentModelIndex

COLUMNS = ("time", "topic", "sentiment", "text", "source")
_LONGEST = 300


class ItemModel(QAbstractTableModel):
    """A row a text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._alerted: set[str] = set()
        self._titles = {
            "time": self.tr("Time"), "topic": self.tr("Topic"), "sentiment": self.tr("Sentiment"),
            "text": self.tr("Text"), "source": self.tr("File"),
        }  # fmt: skip

    def show_items(self, items: list[Item], alerted: set[str]) -> None:
        """Show these, and mark those that an alert was raised with."""
        self.beginResetModel()
        self._items, self._alerted = list(items), set(alerted)
        self.endResetModel()

    def add(self, items: tuple[Item, ...], alerted: set[str]) -> None:
        """Some more have come."""
        if items:
            self.beginInsertRows(QModelIndex(), 0, len(items) - 1)
            self._items += items
            self._alerted |= alerted
            self.endInsertRows()

    def item(self, row: int) -> Item:
        """The text in a row."""
        return self._items[len(self._items) - 1 - row]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[COLUMNS[section]]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self.item(index.row()), COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.source if column == "source" else None
        if role == Qt.ItemDataRole.ForegroundRole and column == "sentiment" and item.is_negative:
            return QColor(theme.current().danger)
        return None

    def _text(self, item: Item, column: str) -> str:
        match column:
            case "time":
                mark = "▲ " if item.key in self._alerted else ""
                return f"{mark}{when(item.time)}"
            case "text":
                return " ".join(item.text[:_LONGEST].split())
            case "source":
                return where(item)
            case _:
                label = item.topic if column == "topic" else item.sentiment
                share = item.confidence.get(_set_of(item, column, label))
                return f"{label} {percent(share)}" if label else ""


def _set_of(item: Item, column: str, label: str) -> str:
    """The name of the set that a column's label is from: several may have the same word."""
    names = [name for name, own in item.labels.items() if own == label]
    if column in names or not names:
        return column
    other = "sentiment" if column == "topic" else "topic"
    left = [name for name in names if name != other] or names
    return left[0] if column == "topic" else left[-1]
