"""Cells of a table with a word, and something muted below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import LEFT

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

BELOW_ROLE = Qt.ItemDataRole.UserRole + 3
"""What stands below the text of a cell; nothing when it is empty."""
ROW_HEIGHT = 42
SIDE = 8.0


class TwoLineDelegate(QStyledItemDelegate):
    """Writes a cell in one line or two."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area = self.begin(painter, option, index)
        self.write_lines(painter, option, area, index.data(BELOW_ROLE) or "")
        painter.restore()

    def begin(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QRectF:
        """Paint what is behind a cell, and set the painter up; the area that is left to write in."""
        self.initStyleOption(option, index)
        look = theme.current()
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.selection))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        return area.adjusted(SIDE, 0, 0, 0)

    def write_lines(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        below: str,
        colour: QColor | None = None,
    ) -> None:
        """The text of the cell, and something below it if there is something."""
        look = theme.current()
        colour = QColor(look.text) if colour is None else colour
        if not below:
            self.write(painter, option, area, option.text, colour)
            return
        half = area.height() / 2
        self.write(painter, option, area.adjusted(0, 2, 0, -half), option.text, colour)
        muted = QColor(look.muted_text)
        self.write(painter, option, area.adjusted(0, half - 2, 0, -2), below, muted)

    @staticmethod
    def write(
        painter: QPainter, option: QStyleOptionViewItem, area: QRectF, text: str, colour: QColor
    ) -> None:
        """One line, shortened where it does not fit."""
        shown = option.fontMetrics.elidedText(
            text, Qt.TextElideMode.ElideRight, int(area.width() - 4)
        )
        painter.setPen(colour)
        painter.drawText(area, LEFT, shown)
