"""The words whose predictions changed, before and after beside each other."""

from __future__ import annotations

from dataclasses import dataclass
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
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.memory.effects.look import change_colour, probability, shown_word, signed
from memstudio.gui.panes.memory.effects.two_lines import (
    BELOW_ROLE,
    ROW_HEIGHT,
    SIDE,
    TwoLineDelegate,
)
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD, PREDICTED, PROBABILITY, CHANGE = range(4)
_Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
FULL_ROLE = Qt.ItemDataRole.UserRole + 2
_ARROW = "\u2009→\u2009"


@dataclass(frozen=True, slots=True)
class ChangedToken:
    """A token whose prediction changed.

    Attributes:
        token: its index in the document.
        word: what it spells.
        before: its probability with the memory as it was.
        after: its probability with the memory changed.
        predicted_before: the likeliest token there, as the memory was.
        predicted_after: the likeliest token there with the memory changed.
        change: in its ln p, nats.
    """

    token: int
    word: str
    before: float
    after: float
    predicted_before: str
    predicted_after: str
    change: float

    @property
    def changes_prediction(self) -> bool:
        """Whether the likeliest token is another."""
        return self.predicted_before != self.predicted_after


class ChangedTokensModel(QAbstractTableModel):
    """A row a token."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ChangedToken, ...] = ()

    def show_rows(self, rows: Sequence[ChangedToken]) -> None:
        """Show other tokens."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    @property
    def full(self) -> float:
        """The largest change of all, of either sign."""
        return max((abs(row.change) for row in self.rows), default=1.0)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return [
                self.tr("What stands there, and which token it is"),
                self.tr("What the model held to be likeliest there, before and after"),
                self.tr("Its probability, as the memory was and as it is changed"),
                self.tr("Change in ln p of the word that stands there, in nats"),
            ][section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return [
            self.tr("Word"), self.tr("Predicted"), self.tr("p"), self.tr("Δ ln p"),
        ][section]  # fmt: skip

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
            case _ if role == FULL_ROLE:
                found = self.full
            case _ if role == SORT_ROLE:
                found = [row.token, row.predicted_after, row.after - row.before, abs(row.change)]
                found = found[column]
        return found

    @staticmethod
    def _shown(row: ChangedToken, column: int) -> str:
        return [
            shown_word(row.word),
            shown_word(row.predicted_before),
            probability(row.before) + _ARROW + probability(row.after),
            signed(row.change),
        ][column]

    def _below(self, row: ChangedToken, column: int) -> str:
        if column == WORD:
            return self.tr("token {token}").format(token=count(row.token))
        if column == PREDICTED and row.changes_prediction:
            return f"→ {shown_word(row.predicted_after)}"
        return ""

    def _sentence(self, row: ChangedToken) -> str:
        text = self.tr(
            "“{word}”, token {token}: probability {before}, now {after}; ln p {change}.\n"
            "Likeliest there: “{predicted}”, now “{predicted_now}”."
        )
        return text.format(
            word=shown_word(row.word),
            token=count(row.token),
            before=probability(row.before),
            after=probability(row.after),
            change=signed(row.change),
            predicted=shown_word(row.predicted_before),
            predicted_now=shown_word(row.predicted_after),
        )


class _ChangeDelegate(TwoLineDelegate):
    """Draws the change as a bar from the middle of its cell, behind the number."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area = self.begin(painter, option, index).adjusted(-SIDE, 0, 0, 0)
        row: ChangedToken = index.data(ROW_ROLE)
        half = (area.width() / 2 - 2) * abs(row.change) / max(1e-9, index.data(FULL_ROLE))
        left = area.center().x() - (half if row.change < 0 else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(change_colour(row.change, abs(row.change) * 1.8))
        painter.drawRect(QRectF(left, area.top() + 8, half, area.height() - 16))
        painter.setPen(QColor(theme.current().text))
        area.adjust(0, 0, -SIDE, 0)
        painter.drawText(
            area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, option.text
        )
        painter.restore()


class ChangedTokensView(QTableView):
    """Sorted by the size of the change at first.

    Signals:
        token_picked: a token's index.
    """

    token_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = ChangedTokensModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.tokens)
        self._sorted.setSortRole(SORT_ROLE)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setObjectName("changedTokens")
        self.setAccessibleName(self.tr("Words whose predictions changed"))
        set_up_table(self)
        self.setSortingEnabled(True)
        self.sortByColumn(CHANGE, Qt.SortOrder.DescendingOrder)
        plain = TwoLineDelegate(self)
        for column in (WORD, PREDICTED, PROBABILITY):
            self.setItemDelegateForColumn(column, plain)
        self.setItemDelegateForColumn(CHANGE, _ChangeDelegate(self))
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        for column in (WORD, PREDICTED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, sample in ((PROBABILITY, "99%→0.1%"), (CHANGE, "−00.00")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample) + 22)
        self.selectionModel().currentRowChanged.connect(self._on_selection_current_row_changed)

    def show_rows(self, rows: Sequence[ChangedToken]) -> None:
        """Show other tokens."""
        self.tokens.show_rows(rows)

    @Slot(QModelIndex, QModelIndex)
    def _on_selection_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.token_picked.emit(self.tokens.rows[self._sorted.mapToSource(current).row()].token)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 200)


def set_up_table(view: QTableView) -> None:
    """Rows that are chosen whole, one at a time, without lines."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setProperty("role", "plain")
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(26)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setMinimumSectionSize(32)
