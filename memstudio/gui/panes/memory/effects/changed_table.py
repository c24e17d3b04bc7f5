"""The words whose predictions changed, before and after beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from typing_extensions import override

from memstudio.gui.panes.memory.effects.look import change_colour, probability, shown_word
from memstudio.gui.panes.memory.effects.two_line_delegate import SIDE, TwoLineDelegate
from memstudio.gui.panes.memory.effects.two_line_table import (
    ROW_ROLE,
    TwoLineModel,
    TwoLineTable,
)
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count, signed
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

WORD, PREDICTED, PROBABILITY, CHANGE = range(4)
_Index = QModelIndex | QPersistentModelIndex
FULL_ROLE = Qt.ItemDataRole.UserRole + 2


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


class ChangedTokensModel(TwoLineModel[ChangedToken]):
    """A row a token."""

    def show_rows(self, rows: Sequence[ChangedToken]) -> None:
        """Show other tokens."""
        self._replace(rows)

    @property
    def full(self) -> float:
        """The largest change of all, of either sign."""
        return max((abs(row.change) for row in self.rows), default=1.0)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.full if role == FULL_ROLE else super().data(index, role)

    @override
    def _headings(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Word"), self.tr("What stands there, and which token it is")),
            (self.tr("Predicted"), self.tr("What the model held to be likeliest there, before and after")),
            (self.tr("p"), self.tr("Its probability, as the memory was and as it is changed")),
            (self.tr("Δ ln p"), self.tr("Change in ln p of the word that stands there, in nats")),
        )  # fmt: skip

    @override
    def _order(self, index: int, column: int) -> Any:
        row = self.rows[index]
        return (row.token, row.predicted_after, row.after - row.before, abs(row.change))[column]

    @override
    def _shown(self, row: ChangedToken, column: int) -> str:
        return [
            shown_word(row.word),
            shown_word(row.predicted_before),
            probability(row.before),
            signed(row.change),
        ][column]

    @override
    def _below(self, row: ChangedToken, column: int) -> str:
        if column == WORD:
            return self.tr("token {token}").format(token=count(row.token))
        if column == PREDICTED and row.changes_prediction:
            return f"→ {shown_word(row.predicted_after)}"
        if column == PROBABILITY:
            return f"→ {probability(row.after)}"
        return ""

    @override
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
        painter.drawText(area, RIGHT, option.text)
        painter.restore()


class ChangedTokensView(TwoLineTable):
    """Sorted by the size of the change at first.

    Signals:
        token_picked: a token's index.
    """

    token_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.tokens = ChangedTokensModel()
        super().__init__(self.tokens, parent)
        self.setObjectName("changedTokens")
        self.setAccessibleName(self.tr("Words whose predictions changed"))
        self.sortByColumn(CHANGE, Qt.SortOrder.DescendingOrder)
        plain = TwoLineDelegate(self)
        for column in (WORD, PREDICTED, PROBABILITY):
            self.setItemDelegateForColumn(column, plain)
        self.setItemDelegateForColumn(CHANGE, _ChangeDelegate(self))
        self.set_widths({PROBABILITY: "→ <0.01%", CHANGE: "−00.00"}, 22)

    def show_rows(self, rows: Sequence[ChangedToken]) -> None:
        """Show other tokens."""
        self.tokens.show_rows(rows)

    @override
    def _pick(self, row: int) -> None:
        self.token_picked.emit(self.tokens.rows[row].token)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 200)
