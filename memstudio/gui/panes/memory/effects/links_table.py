"""The links of an explained word as a table: the same as the arcs, for the keyboard and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.memory.effects.changed_table import ROW_ROLE, SORT_ROLE, set_up_table
from memstudio.gui.panes.memory.effects.links import LinkRow, effect_words
from memstudio.gui.panes.memory.effects.look import shown_word, signed
from memstudio.gui.panes.memory.effects.two_lines import (
    BELOW_ROLE,
    ROW_HEIGHT,
    SIDE,
    TwoLineDelegate,
)
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

LINK, WEIGHT, EFFECT = range(3)
_Index = QModelIndex | QPersistentModelIndex


class LinksModel(QAbstractTableModel):
    """A row a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[LinkRow, ...] = ()
        self._answer = ""

    def show_rows(self, rows: Sequence[LinkRow], answer: str) -> None:
        """Show other links; `answer` is what was predicted before anything was taken away."""
        self.beginResetModel()
        self.rows, self._answer = tuple(rows), answer
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 3

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return [
                self.tr("One step of the way from the words to the prediction"),
                self.tr("Its share among the links of its kind into the same place"),
                self.tr("Measured: change in ln p of the explained word when it is taken away"),
            ][section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return [self.tr("Link"), self.tr("Weight"), self.tr("Effect")][section]

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
                # What was not measured stands behind all that was, in the order of the engine.
                effect = 1e6 + index.row() if row.measured is None else row.measured.effect
                found = [row.title, row.weight, effect][column]
        return found

    @staticmethod
    def _shown(row: LinkRow, column: int) -> str:
        effect = "" if row.measured is None else signed(row.measured.effect)
        return [row.title, percent(row.weight), effect][column]

    @staticmethod
    def _below(row: LinkRow, column: int) -> str:
        if column == LINK and row.words:
            return f"“{shown_word(row.words)}”"
        if column == EFFECT and row.measured is not None and row.measured.changes_answer:
            return f"→ {shown_word(row.measured.answer)}"
        return ""

    def _sentence(self, row: LinkRow) -> str:
        lines = [row.title]
        if row.words:
            lines.append(f"“{shown_word(row.words)}”")
        match row.standing:
            case "unknown":
                lines.append(self.tr("not measured yet"))
            case "confirmed":
                text = self.tr("confirmed: without it {effect}")
                lines.append(text.format(effect=effect_words(row.measured, self._answer)))
            case _:
                text = self.tr("it makes no difference: without it {effect}")
                lines.append(text.format(effect=effect_words(row.measured, self._answer)))
        return "\n".join(lines)


class _LinkDelegate(TwoLineDelegate):
    """A dot in the slot's hue, full once confirmed, over the words; the weight as a bar."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area = self.begin(painter, option, index)
        look = theme.current()
        row: LinkRow = index.data(ROW_ROLE)
        is_faint = row.standing == "refuted"
        hue = QColor(look.muted_text if row.slot is None else look.slot_colour(row.slot))
        if is_faint:
            hue = QColor(look.faint_text)
        text = QColor(look.muted_text if is_faint else look.text)
        if index.column() == LINK:
            painter.setPen(hue)
            painter.setBrush(hue if row.standing == "confirmed" else Qt.BrushStyle.NoBrush)
            line = area.height() / 2 if row.words else area.height()
            dot = QRectF(area.left(), area.top() + line / 2 - 3, 8, 8)
            painter.drawEllipse(dot)
            area.adjust(dot.width() + SIDE, 0, 0, 0)
        elif index.column() == WEIGHT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hue)
            width = (area.width() - SIDE) * min(1.0, max(0.0, row.weight))
            painter.drawRoundedRect(QRectF(area.left(), area.center().y() + 10, width, 3), 1, 1)
            area.adjust(0, 0, 0, -4)
        self.write_lines(painter, option, area, index.data(BELOW_ROLE) or "", text)
        painter.restore()


class LinksView(QTableView):
    """Sorted by effect: what did most harm to lose comes first.

    Signals:
        link_picked: the index of a link.
    """

    link_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.links = LinksModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.links)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setObjectName("links")
        self.setAccessibleName(self.tr("Links of the explained word"))
        set_up_table(self)
        self.setSortingEnabled(True)
        self.sortByColumn(EFFECT, Qt.SortOrder.AscendingOrder)
        delegate = _LinkDelegate(self)
        for column in (LINK, WEIGHT, EFFECT):
            self.setItemDelegateForColumn(column, delegate)
        header = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header.setSectionResizeMode(LINK, QHeaderView.ResizeMode.Stretch)
        for column, sample in ((WEIGHT, self.tr("Weight")), (EFFECT, "→ kitchen")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample) + 16)
        self.selectionModel().currentRowChanged.connect(self._on_selection_current_row_changed)

    def show_rows(self, rows: Sequence[LinkRow], answer: str) -> None:
        """Show other links; the one that was chosen stays chosen while there are as many."""
        chosen = self.chosen()
        keeps = chosen is not None and len(rows) == len(self.links.rows)
        self.links.show_rows(rows, answer)
        if keeps and chosen is not None:
            self.choose(chosen)

    def chosen(self) -> int | None:
        """The index of the chosen link."""
        index = self.currentIndex()
        return self._sorted.mapToSource(index).row() if index.isValid() else None

    def choose(self, link: int) -> None:
        """Choose a link without saying so."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        self.setCurrentIndex(self._sorted.mapFromSource(self.links.index(link, 0)))
        selection.blockSignals(False)
        self.viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _on_selection_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.link_picked.emit(self._sorted.mapToSource(current).row())

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 220)
