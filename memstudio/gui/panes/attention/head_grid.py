"""All heads of a model at a glance: a small picture of each, layers from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.whose_weights import head_number
from memstudio.gui.widgets.number_format import decimal, percent
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from memstudio.gui.panes.attention.scales import Scale
    from memstudio.trace.attention_layout import CapturedAttention, HeadPictures

_SIDE = 58
_TOP = 26
_GAP = 6
_LEAST, _MOST = 44, 280
_FITTING = 110
"""Pixels of a picture from which rather all are seen at once than each as large as can be."""


class HeadGrid(QAbstractScrollArea):
    """A picture of each head; one of them is opened by a click, or by Enter.

    Signals:
        head_opened(layer, head): by their index.
    """

    head_opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captured: CapturedAttention | None = None
        self._colours: list[int] = []
        self._shows_mean = False
        self._current = (0, 0)
        self._hovered: tuple[int, int] | None = None
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("All heads: layers from top to bottom, heads side by side"))
        theme.notifier().theme_changed.connect(self.viewport().update)

    def show_heads(self, captured: CapturedAttention, scale: Scale, *, shows_mean: bool) -> None:
        """Show the small pictures of a reading, if it has them."""
        is_other = captured is not self._captured
        self._captured = captured if captured.pictures else None
        self._colours = scale.code_colours()
        self._shows_mean = shows_mean
        if is_other:
            layers, heads = len(captured.layers), captured.num_heads
            self._current = (min(self._current[0], layers - 1), min(self._current[1], heads - 1))
            self.verticalScrollBar().setValue(0)
        self._update_scroll_bars()
        self._speak()
        self.viewport().update()

    def mark(self, layer: int, head: int, *, moves: bool = True) -> None:
        """Show which head is looked at."""
        self._current = layer, head
        if moves:
            self._bring_in(layer)
        self._speak()
        self.viewport().update()

    def _speak(self) -> None:
        """Say what the chosen head does, which the arrow keys change."""
        self.setAccessibleDescription(self.description(*self._current))

    # ------------------------------------------------------------------ places

    @property
    def _pictures(self) -> HeadPictures | None:
        return None if self._captured is None else self._captured.pictures

    @property
    def _side(self) -> int:
        """Pixels of a picture."""
        heads = max(1, self._captured.num_heads if self._captured else 1)
        room = (self.viewport().width() - _SIDE - _GAP) // heads - _GAP
        layers = max(1, len(self._captured.layers) if self._captured else 1)
        below = (self.viewport().height() - _TOP - _GAP) // layers - _GAP
        return max(_LEAST, min(_MOST, room, below if below >= _FITTING else room))

    def _cell(self, layer: int, head: int) -> QRect:
        side = self._side
        top = _TOP + layer * (side + _GAP) - self.verticalScrollBar().value()
        left = _SIDE + head * (side + _GAP) - self.horizontalScrollBar().value()
        return QRect(left, top, side, side)

    def _head_at(self, point: QPoint) -> tuple[int, int] | None:
        captured = self._captured
        if captured is None or point.x() < _SIDE or point.y() < _TOP:
            return None
        side = self._side + _GAP
        layer = (point.y() - _TOP + self.verticalScrollBar().value()) // side
        head = (point.x() - _SIDE + self.horizontalScrollBar().value()) // side
        inside = 0 <= layer < len(captured.layers) and 0 <= head < captured.num_heads
        return (layer, head) if inside and self._cell(layer, head).contains(point) else None

    def _update_scroll_bars(self) -> None:
        captured = self._captured
        layers = len(captured.layers) if captured else 0
        heads = captured.num_heads if captured else 0
        step = self._side + _GAP
        for bar, length, page in (
            (self.verticalScrollBar(), _TOP + layers * step, self.viewport().height()),
            (self.horizontalScrollBar(), _SIDE + heads * step, self.viewport().width()),
        ):
            bar.setRange(0, max(0, length - page))
            bar.setPageStep(page)
            bar.setSingleStep(step // 2)

    def _bring_in(self, layer: int) -> None:
        bar, step = self.verticalScrollBar(), self._side + _GAP
        top = layer * step
        if top < bar.value():
            bar.setValue(top)
        elif top + step > bar.value() + self.viewport().height() - _TOP:
            bar.setValue(top + step - self.viewport().height() + _TOP)

    def description(self, layer: int, head: int) -> str:
        """What a head does most, in words and numbers."""
        captured, pictures = self._captured, self._pictures
        if captured is None or pictures is None:
            return ""
        text = self.tr(
            "Layer {layer}, head {head}\nto the first word: {first}\nto the word before: {previous}\nspread: {spread} (0 one word, 1 all alike)"
        )
        if len(captured.segment_starts) > 2:
            text = self.tr(
                "Layer {layer}, head {head}\nto the first word of the segment: {first}\nto the word before: {previous}\nspread: {spread} (0 one word, 1 all alike)"
            )
        return text.format(
            layer=captured.layers[layer],
            head=head_number(head),
            first=percent(float(pictures.to_first[layer, head])),
            previous=percent(float(pictures.to_previous[layer, head])),
            spread=decimal(pictures.entropy[layer, head], 2),
        )

    # ------------------------------------------------------------------ painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(look.surface))
        captured, pictures = self._captured, self._pictures
        if captured is None or pictures is None:
            return
        codes = pictures.mean if self._shows_mean else pictures.highest
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        height = self.viewport().height()
        for layer in range(len(captured.layers)):
            row = self._cell(layer, 0)
            if row.bottom() < _TOP or row.top() > height:
                continue
            for head in range(captured.num_heads):
                self._paint_head(painter, codes[layer, head], layer, head)
            painter.fillRect(QRect(0, row.top(), _SIDE - _GAP, row.height()), QColor(look.surface))
            painter.setPen(QColor(look.muted_text))
            painter.drawText(
                QRectF(4, row.top(), _SIDE - 12, row.height()),
                RIGHT,
                str(captured.layers[layer]),
            )
        painter.fillRect(QRect(0, 0, self.viewport().width(), _TOP), QColor(look.surface))
        painter.setPen(QColor(look.muted_text))
        for head in range(captured.num_heads):
            cell = self._cell(0, head)
            painter.drawText(
                QRectF(cell.left(), 0, cell.width(), _TOP),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
                self._caption(painter, head, cell.width()),
            )
        painter.drawText(
            QRectF(4, 0, _SIDE - 8, _TOP), Qt.AlignmentFlag.AlignVCenter, self.tr("Layer")
        )

    def _caption(self, painter: QPainter, head: int, room: int) -> str:
        """What stands over a column."""
        number = head_number(head)
        text = self.tr("Head {head}").format(head=number)
        return text if painter.fontMetrics().horizontalAdvance(text) <= room else str(number)

    def _paint_head(self, painter: QPainter, codes: np.ndarray, layer: int, head: int) -> None:
        look, cell = theme.current(), self._cell(layer, head)
        # A view of what is kept: the colours are looked up as it is painted.
        lines = np.ascontiguousarray(codes)
        image = QImage(
            lines.data,
            lines.shape[1],
            lines.shape[0],
            lines.shape[1],
            QImage.Format.Format_Indexed8,
        )
        image.setColorTable(self._colours)
        painter.drawImage(cell, image)
        chosen, pointed = (layer, head) == self._current, (layer, head) == self._hovered
        if chosen or pointed:
            painter.setPen(QPen(QColor(look.accent if chosen else look.muted_text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(-1, -1, 1, 1))

    # ------------------------------------------------------------------ mouse and keys

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self._head_at(event.pos())
            if found is not None:
                QToolTip.showText(event.globalPos(), self.description(*found), self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._hovered = None
            self.viewport().update()
        return super().viewportEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._head_at(event.position().toPoint())
        if found != self._hovered:
            self._hovered = found
            shape = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._head_at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.mark(*found)
            self.head_opened.emit(*found)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        key, captured = Qt.Key(event.key()), self._captured
        if captured is None:
            super().keyPressEvent(event)
        elif key in steps:
            layer = min(max(0, self._current[0] + steps[key][0]), len(captured.layers) - 1)
            head = min(max(0, self._current[1] + steps[key][1]), captured.num_heads - 1)
            self.mark(layer, head)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.head_opened.emit(*self._current)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._update_scroll_bars()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # The captions stay where they are.
        self.viewport().update()
