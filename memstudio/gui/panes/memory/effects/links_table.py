"""The links of an explained word as a table: the same as the arcs, for the keyboard and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from typing_extensions import override

from memstudio.gui.panes.memory.effects.links import LinkRow, effect_words
from memstudio.gui.panes.memory.effects.look import shown_word
from memstudio.gui.panes.memory.effects.two_line_delegate import BELOW_ROLE, SIDE, TwoLineDelegate
from memstudio.gui.panes.memory.effects.two_line_table import (
    ROW_ROLE,
    TwoLineModel,
    TwoLineTable,
)
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import percent, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

LINK, WEIGHT, EFFECT = range(3)
_Index = QModelIndex | QPersistentModelIndex


class LinksModel(TwoLineModel[LinkRow]):
    """A row a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = ""

    def show_rows(self, rows: Sequence[LinkRow], answer: str) -> None:
        """Show other links; `answer` is what was predicted before anything was taken away."""
        self._answer = answer
        self._replace(rows)

    @override
    def _headings(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Link"), self.tr("One step of the way from the words to the prediction")),
            (self.tr("Weight"), self.tr("Its share among the links of its kind into the same place")),
            (self.tr("Effect"), self.tr("Measured by Verify: change in ln p of the explained word when it is taken away")),
        )  # fmt: skip

    @override
    def _order(self, index: int, column: int) -> Any:
        row = self.rows[index]
        # What was not measured stands behind all that was, in the order of the engine.
        effect = 1e6 + index if row.measured is None else row.measured.effect
        return (row.title, row.share, effect)[column]

    @override
    def _shown(self, row: LinkRow, column: int) -> str:
        effect = self.tr("not tested") if row.measured is None else signed(row.measured.effect)
        weight = "–" if row.weight is None else percent(row.weight)
        return [row.title, weight, effect][column]

    @override
    def _below(self, row: LinkRow, column: int) -> str:
        if column == LINK and row.words:
            return f"“{shown_word(row.words)}”"
        if column == EFFECT and row.measured is not None and row.measured.changes_answer:
            return f"→ {shown_word(row.measured.answer)}"
        return ""

    @override
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
                text = self.tr("not confirmed, as chance does as much: without it {effect}")
                if row.measured is not None and row.measured.is_nothing:
                    text = self.tr("it makes no difference: without it {effect}")
                elif row.measured is not None and row.measured.effect > 0:
                    text = self.tr("not confirmed: without it the word is likelier, {effect}")
                effect = effect_words(row.measured, self._answer, doubts=False)
                lines.append(text.format(effect=effect))
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
        is_muted = is_faint or (index.column() == EFFECT and row.standing == "unknown")
        text = QColor(look.muted_text if is_muted else look.text)
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
            width = (area.width() - SIDE) * min(1.0, max(0.0, row.share))
            painter.drawRoundedRect(QRectF(area.left(), area.center().y() + 10, width, 3), 1, 1)
            area.adjust(0, 0, 0, -4)
        self.write_lines(painter, option, area, index.data(BELOW_ROLE) or "", text)
        painter.restore()


class LinksView(TwoLineTable):
    """Sorted by effect: what did most harm to lose comes first.

    Signals:
        link_picked: the index of a link.
    """

    link_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.links = LinksModel()
        super().__init__(self.links, parent)
        self.setObjectName("links")
        self.setAccessibleName(self.tr("Links of the explained word"))
        self.sortByColumn(EFFECT, Qt.SortOrder.AscendingOrder)
        self.setItemDelegate(_LinkDelegate(self))
        untested = self.links.tr("not tested")
        self.set_widths(
            {WEIGHT: self.tr("Weight"), EFFECT: max(untested, "→ kitchen", key=len)}, 16
        )

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

    @override
    def _pick(self, row: int) -> None:
        self.link_picked.emit(row)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 220)
