"""Rows with a bar, a text and a number, ranked: to be read at a glance, clicked and walked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import LEFT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 24
_EDGE = 8.0


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row.

    Attributes:
        text: what is ranked.
        value: the length of its bar.
        number: the value as it is written.
        tip: all there is to say of it.
        key: what is chosen by a click; None when nothing is.
        colour: a hue of its own.
    """

    text: str
    value: float
    number: str
    tip: str = ""
    key: int | None = None
    colour: str | None = None


class RankedModel(QAbstractListModel):
    """Rows that are replaced together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RankedRow, ...] = ()
        self.highest = 1.0
        self.longest_number = ""

    def show_rows(self, rows: Sequence[RankedRow], highest: float | None) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.highest = highest or max((abs(row.value) for row in rows), default=0.0) or 1.0
        # Of many rows they could not all be measured each time that one is drawn.
        self.longest_number = max((row.number for row in self.rows), key=len, default="")
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.text}  {row.number}"
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip or f"{row.text}  {row.number}"
            case _:
                return None


class _BarDelegate(QStyledItemDelegate):
    """Draws a row: the bar behind its text, the number at the right."""

    def __init__(self, view: RankedList) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, ROW_HEIGHT)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rows = self._view.rows
        row, look = rows.rows[index.row()], theme.current()
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        state = option.state
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            painter.fillRect(area, QColor(look.selection))
        elif state & QStyle.StateFlag.State_MouseOver and row.key is not None:
            painter.fillRect(area, QColor(look.hover))
        metrics = QFontMetricsF(option.font)
        numbers = metrics.horizontalAdvance(rows.longest_number)
        width = area.width() - numbers - 10
        colour = QColor(row.colour or self._view.colour)
        colour.setAlphaF(0.28)
        painter.setBrush(colour)
        length = max(2.0, width * min(1.0, abs(row.value) / rows.highest))
        painter.drawRoundedRect(
            QRectF(area.left(), area.top() + 2, length, area.height() - 4), 4, 4
        )
        painter.setFont(option.font)
        painter.setPen(QColor(look.text))
        words = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, width - _EDGE - 4)
        painter.drawText(area.adjusted(_EDGE, 0, 0, 0), LEFT, words)
        painter.setPen(QColor(look.muted_text))
        painter.drawText(area, RIGHT, row.number)
        painter.restore()


class RankedList(QListView):
    """As high as its rows, unless it scrolls; a click, or Enter, chooses one.

    Signals:
        row_chosen: the row's key.

    Args:
        name: for tests and accessibility.
        label: what the rows are, for screen readers.
        scrolls: whether it takes the room there is, and is scrolled where that is too little.
    """

    row_chosen = Signal(int)

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, scrolls: bool = False
    ) -> None:
        super().__init__(parent)
        self._scrolls = scrolls
        self.rows = RankedModel(self)
        self.colour = theme.current().accent
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("role", "plain")
        self.setModel(self.rows)
        self.setItemDelegate(_BarDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not scrolls:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_self_chosen)
        self.activated.connect(self._on_self_chosen)

    def show_rows(
        self, rows: Sequence[RankedRow], colour: str, highest: float | None = None
    ) -> None:
        """Show rows, in `colour` unless they have their own; `highest` would fill the width."""
        self.colour = colour
        count = self.rows.rowCount()
        self.rows.show_rows(rows, highest)
        self.setAccessibleDescription("\n".join(f"{row.text}  {row.number}" for row in rows))
        has_choices = any(row.key is not None for row in rows)
        hand = Qt.CursorShape.PointingHandCursor if has_choices else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand)
        self.setVisible(bool(rows))
        if len(rows) != count:
            self.updateGeometry()

    @Slot(QModelIndex)
    def _on_self_chosen(self, index: QModelIndex) -> None:
        key = self.rows.rows[index.row()].key
        if key is not None:
            self.row_chosen.emit(key)

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, ROW_HEIGHT * self.rows.rowCount() + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, ROW_HEIGHT * (3 if self._scrolls else self.rows.rowCount()) + 2)

    @override
    def wheelEvent(self, event: Any) -> None:
        if self._scrolls:
            super().wheelEvent(event)
            return
        # There is nothing to scroll here: what is around it is to move.
        event.ignore()
