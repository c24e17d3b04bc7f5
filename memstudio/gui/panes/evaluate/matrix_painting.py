"""How cells and the names of memories are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.evaluate.matrix_model import CELL_ROLE, MEMORY_ROLE
from memstudio.gui.panes.evaluate.results import CONTROLS, Cell
from memstudio.gui.panes.evaluate.words import (
    VERDICT_ICONS,
    brief_spread,
    cell_text,
    memory_title,
    running_text,
    verdict_text,
)
from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import percent
from memstudio.gui.widgets.sides import LEFT, RIGHT

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from memstudio.bench.trial_table import Row
    from memstudio.look.theme import Theme

CELL_SIZE = QSize(220, 54)
MEMORY_WIDTH = 176
COLOUR_MAP = "viridis"
_BAR = 8
_ICON = 14


def colour_of(share: float) -> QColor:
    """The colour of a share of right answers."""
    r, g, b, _ = (int(v) for v in lookup_table(COLOUR_MAP)[round(255 * min(1.0, max(0.0, share)))])
    return QColor(r, g, b)


class CellDelegate(QStyledItemDelegate):
    """A share, its spread and what the controls say, above a bar with what they got."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return CELL_SIZE

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look = theme.current()
        area, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.hover))
        cell = index.data(CELL_ROLE)
        inner = area.adjusted(10, 6, -12, -8)
        if isinstance(cell, Cell):
            if cell.row is None:
                self._paint_waiting(painter, inner, cell, look)
            else:
                self._paint_row(painter, inner, cell, cell.row, look)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(look.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        painter.restore()

    def _paint_waiting(self, painter: QPainter, area: QRect, cell: Cell, look: Theme) -> None:
        font = QFont(painter.font())
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.setPen(QColor(look.accent if cell.running else look.faint_text))
        line = QRect(area.left(), area.top(), area.width(), area.height() - _BAR - 4)
        painter.drawText(line, LEFT, cell_text(cell))
        share = cell.running.accuracy if cell.running is not None else 0.0
        _paint_track(painter, _bar(area), share, look, is_faint=True)

    def _paint_row(self, painter: QPainter, area: QRect, cell: Cell, row: Row, look: Theme) -> None:
        right = row.scores["none"]
        line = QRect(area.left(), area.top(), area.width(), area.height() - _BAR - 6)
        bold = QFont(painter.font())
        bold.setBold(True)
        bold.setPixelSize(look.sizes.font_body + 1)
        small = QFont(painter.font())
        small.setPixelSize(look.sizes.font_small)
        number = percent(right.mean, 1)
        painter.setFont(bold)
        painter.setPen(QColor(look.text))
        painter.drawText(line, LEFT, number)
        used = QFontMetrics(bold).horizontalAdvance(number) + 6
        painter.setFont(small)
        room = line.width() - used
        room -= self._paint_verdict(painter, line, cell, look)
        # While a further seed is learnt, that is news; the spread is in the tooltip.
        note = running_text(cell) if cell.running else brief_spread(right)
        painter.setPen(QColor(look.accent if cell.running else look.muted_text))
        rest = line.adjusted(used, 0, 0, 0)
        metrics = QFontMetrics(small)
        if cell.running is not None or room > metrics.horizontalAdvance(note):
            shown = metrics.elidedText(note, Qt.TextElideMode.ElideRight, room - 6)
            painter.drawText(rest, LEFT, shown)
        bar = _bar(area)
        _paint_track(painter, bar, right.mean, look)
        _paint_marks(painter, bar, row, look)

    def _paint_verdict(self, painter: QPainter, line: QRect, cell: Cell, look: Theme) -> int:
        """Returns the width it takes."""
        if cell.verdict is None:
            return 0
        name, role = VERDICT_ICONS[cell.verdict]
        words = verdict_text(cell.verdict)
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(QColor(getattr(look, role)))
        painter.drawText(line, RIGHT, words)
        place = QRect(
            line.right() - width - _ICON - 4, line.center().y() - _ICON // 2 + 1, _ICON, _ICON
        )
        icon(name, role).paint(painter, place)
        return width + _ICON + 10


def _bar(area: QRect) -> QRectF:
    return QRectF(area.left(), area.bottom() - _BAR, area.width(), _BAR)


def _paint_track(
    painter: QPainter, bar: QRectF, share: float, look: Theme, *, is_faint: bool = False
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.sunken))
    painter.drawRoundedRect(bar, 3, 3)
    part = QRectF(bar)
    part.setWidth(bar.width() * min(1.0, max(0.0, share)))
    colour = colour_of(share)
    if is_faint:
        colour.setAlphaF(0.45)
    painter.setBrush(colour)
    if part.width() >= 1:
        painter.drawRoundedRect(part, 3, 3)
    # The palest colours would be lost on a white page, the darkest on a black one.
    painter.setPen(QPen(QColor(look.strong_border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(bar, 3, 3)


def _paint_marks(painter: QPainter, bar: QRectF, row: Row, look: Theme) -> None:
    """The spread as a line, guessing as a stroke, each control as a ring."""
    middle = bar.center().y()

    def at(share: float) -> float:
        return bar.left() + bar.width() * min(1.0, max(0.0, share))

    right = row.scores["none"]
    if right.high - right.low >= 5e-3:
        painter.setPen(QPen(QColor(look.text), 1.5))
        for share in (right.low, right.high):
            painter.drawLine(QPointF(at(share), middle - 3), QPointF(at(share), middle + 3))
        painter.drawLine(QPointF(at(right.low), middle), QPointF(at(right.high), middle))
    painter.setPen(QPen(QColor(look.text), 2))
    painter.drawLine(
        QPointF(at(row.chance), bar.top() - 3), QPointF(at(row.chance), bar.bottom() + 3)
    )
    painter.setPen(QPen(QColor(look.text), 1.2))
    painter.setBrush(QColor(look.surface))
    for name in CONTROLS:
        if name in row.scores:
            painter.drawEllipse(QPointF(at(row.scores[name].mean), middle), 3.2, 3.2)


class MemoryHeader(QHeaderView):
    """The short name of each memory above what it is called in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(self.ResizeMode.Fixed)
        self.setDefaultSectionSize(CELL_SIZE.height())
        self.setFixedWidth(MEMORY_WIDTH)
        self.setSectionsClickable(False)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        memory = self.model().headerData(logicalIndex, self.orientation(), MEMORY_ROLE)
        if memory is None:
            return
        kind, variant = memory
        look = theme.current()
        painter.save()
        painter.fillRect(rect, QColor(look.surface))
        painter.setPen(QColor(look.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(12, 7, -8, -7)
        font = QFont(self.font())
        font.setPixelSize(look.sizes.font_body)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(look.text))
        half = inner.height() // 2
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            inner.adjusted(0, 0, 0, -half), LEFT,
            QFontMetrics(font).elidedText(kind, elide, inner.width()),
        )  # fmt: skip
        font.setBold(False)
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.setPen(QColor(look.accent if variant else look.muted_text))
        painter.drawText(
            inner.adjusted(0, half, 0, 0), LEFT,
            QFontMetrics(font).elidedText(
                filled(variant) if variant else memory_title((kind, "")), elide, inner.width()
            ),
        )  # fmt: skip
        painter.restore()
