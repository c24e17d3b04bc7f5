"""The document itself, its words tinted by what the memory did with them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.panes.memory.text_blocks import TextBlocks
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.trace_document import TraceDocument

_GUTTER = 44
_MARGIN = 12
_LEAST_TINT = 0.04


class Tint(Enum):
    """What the words are tinted by."""

    WRITE = "write"
    READ = "read"
    LOSS = "loss"
    NONE = "none"


class TextView(QAbstractScrollArea):
    """A document of any length; hover and click tell which token.

    Signals:
        token_hovered: a token's index, -1 for none.
        token_picked: a token's index.
    """

    token_hovered = Signal(int)
    token_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: TraceDocument | None = None
        self._blocks: TextBlocks | None = None
        self._tint = Tint.WRITE
        self._slot: int | None = None
        self._layer: int | None = None
        self._segment: int | None = None
        self._token: int | None = None
        self._hovered: int | None = None
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Document text"))
        theme.notifier().theme_changed.connect(self.viewport().update)

    # ------------------------------------------------------------------ what is shown

    def show_document(self, document: TraceDocument | None, *, keep_place: bool = False) -> None:
        """Show a document from its beginning, or where the last one stood."""
        place = self.verticalScrollBar().value() if keep_place else 0
        self._document = document
        self._hovered = None
        self._rebuild()
        self.verticalScrollBar().setValue(place)

    def set_tint(self, tint: Tint, slot: int | None, layer: int | None) -> None:
        """Tint the words by a slot's weights (all slots' sum when None), or by their loss."""
        self._tint, self._slot, self._layer = tint, slot, layer
        self.viewport().update()

    def mark(self, segment: int | None, token: int | None) -> None:
        """Show where the selected segment and token are."""
        moved = segment != self._segment or token != self._token
        self._segment, self._token = segment, token
        if moved and segment is not None:
            self._make_visible(segment, token)
        self.viewport().update()

    def point_at(self, token: int | None) -> None:
        """Underline the token that the mouse is over, here or in another view."""
        if token != self._hovered:
            self._hovered = token
            self.viewport().update()

    # ------------------------------------------------------------------ layout

    def _rebuild(self) -> None:
        self._blocks = None
        if self._document is not None and self._document.num_segments:
            width = self.viewport().width() - _GUTTER - _MARGIN
            self._blocks = TextBlocks(self._document, self.font(), width)
        self._update_scroll_bar()
        self.viewport().update()

    def _update_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        height = self._blocks.height + 2 * _MARGIN if self._blocks else 0
        bar.setRange(0, max(0, int(height) - page))
        bar.setPageStep(page)
        bar.setSingleStep(int(self._blocks.line_height) if self._blocks else 20)

    def _make_visible(self, segment: int, token: int | None) -> None:
        blocks = self._blocks
        if blocks is None or self._document is None or segment >= self._document.num_segments:
            return
        layout = blocks.layout(segment)
        top, height = blocks.top(segment), blocks.bottom(segment) - blocks.top(segment)
        if token is not None and self._document.segment_of(token) == segment:
            line = layout.lineForTextPosition(blocks.position(segment, token)[0])
            if line.isValid():
                top, height = top + line.y(), line.height()
        self._update_scroll_bar()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        value = bar.value() - _MARGIN
        if top < value or top + min(height, page - 2 * _MARGIN) > value + page:
            bar.setValue(int(top - page / 4))

    # ------------------------------------------------------------------ places

    def token_at(self, position: QPoint) -> int | None:
        """The token under a point of the viewport."""
        blocks, document = self._blocks, self._document
        if blocks is None or document is None:
            return None
        y = position.y() + self.verticalScrollBar().value() - _MARGIN
        x = position.x() - _GUTTER
        if not 0 <= y < blocks.height or x < 0:
            return None
        block = blocks.block_at(y)
        layout = blocks.layout(block)
        inside = y - blocks.top(block)
        for i in range(layout.lineCount()):
            line = layout.lineAt(i)
            if not i * blocks.line_height <= inside < (i + 1) * blocks.line_height:
                continue
            if x > line.naturalTextWidth() + 4:
                return None
            cursor: Any = line.xToCursor(x, line.CursorPosition.CursorOnCharacter)
            units = cursor[0] if isinstance(cursor, tuple) else cursor
            base, _ = document.segment_span(block)
            character = base + _characters(blocks.text(block), int(units))
            start, stop = document.segment_tokens(block)
            ends = document.token_ends[start:stop]
            token = start + int(np.searchsorted(ends, character, side="right"))
            covers = token < stop and document.token_starts[token] <= character
            return token if covers else None
        return None

    # ------------------------------------------------------------------ painting

    def _weights(self, segment: int) -> NDArray[np.float32] | None:
        """`[n]` in 0..1, how strongly each token of a segment is tinted."""
        document = self._document
        if document is None or self._tint is Tint.NONE:
            return None
        if self._tint is Tint.LOSS:
            start, stop = document.segment_tokens(segment)
            # 8 nats: a word that the model held to be one in 3,000.
            loss = np.nan_to_num(document.loss[start:stop])
            clipped: NDArray[np.float32] = np.clip(loss / 8.0, 0.0, 1.0)
            return clipped
        if not document.has_weights:
            return None
        if self._tint is Tint.WRITE:
            weights: NDArray[np.float32] = document.write(segment, self._layer)
        else:
            weights = document.read(segment, self._layer).T
        chosen: NDArray[np.float32] = (
            weights.sum(axis=0) if self._slot is None else weights[self._slot]
        )
        highest = float(chosen.max()) if chosen.size else 0.0
        if highest > 0:
            chosen = chosen / highest
        return chosen

    def _paint_tints(self, painter: QPainter, segment: int, y: float) -> None:
        document, blocks = self._document, self._blocks
        assert document is not None and blocks is not None  # noqa: S101, PT018 - checked before
        look = theme.current()
        hue = QColor(look.accent)
        if self._tint is Tint.LOSS:
            hue = QColor(look.warning)
        elif self._slot is not None:
            hue = QColor(look.slot_colour(self._slot))
        weights = self._weights(segment)
        start, stop = document.segment_tokens(segment)
        areas = blocks.areas(segment)
        for token in range(start, stop):
            weight = 0.0 if weights is None else float(weights[token - start])
            if weight < _LEAST_TINT and token not in {self._token, self._hovered}:
                continue
            for place in areas[token - start]:
                area = place.translated(_GUTTER, y)
                if weight >= _LEAST_TINT:
                    hue.setAlphaF(0.10 + 0.62 * weight)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(hue)
                    painter.drawRoundedRect(area, 3, 3)
                if token in {self._token, self._hovered}:
                    chosen = token == self._token
                    line = QColor(look.text if chosen else look.faint_text)
                    painter.setPen(QPen(line, 2 if chosen else 1))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(area.adjusted(-1, 0, 1, 0), 3, 3)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        painter.fillRect(event.rect(), QColor(look.surface))
        blocks, document = self._blocks, self._document
        if blocks is None or document is None:
            return
        offset = self.verticalScrollBar().value() - _MARGIN
        block = blocks.block_at(max(0.0, event.rect().top() + offset))
        height_before = blocks.height
        while block < document.num_segments:
            layout = blocks.layout(block)
            y = blocks.top(block) - offset
            if y > event.rect().bottom():
                break
            self._paint_block(painter, block, layout, y)
            block += 1
        if blocks.height != height_before:
            self._update_scroll_bar()

    def _paint_block(self, painter: QPainter, block: int, layout: QTextLayout, y: float) -> None:
        blocks = self._blocks
        assert blocks is not None  # noqa: S101 - callers have checked
        look = theme.current()
        current = block == self._segment
        height = blocks.bottom(block) - blocks.top(block)
        if current:
            area = QRectF(0, y - 4, self.viewport().width(), height - 2)
            painter.fillRect(area, QColor(look.selection))
            painter.fillRect(QRectF(0, y - 4, 3, height - 2), QColor(look.accent))
        painter.setPen(QPen(QColor(look.text if current else look.faint_text)))
        painter.drawText(
            QRectF(6, y, _GUTTER - 16, blocks.line_height),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            str(block),
        )
        self._paint_tints(painter, block, y)
        painter.setPen(QPen(QColor(look.text)))
        layout.draw(painter, QPointF(_GUTTER, y))

    # ------------------------------------------------------------------ events

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        segment = self._segment
        self._rebuild()
        if segment is not None:
            self._make_visible(segment, self._token)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._rebuild()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position().toPoint())
        self.token_hovered.emit(-1 if token is None else token)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and token is not None:
            self.token_picked.emit(token)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.token_hovered.emit(-1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self._document is None:
            super().keyPressEvent(event)
            return
        token = (self._token if self._token is not None else -1) + step
        if 0 <= token < self._document.num_tokens:
            self.token_picked.emit(token)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            token = self.token_at(event.pos())
            if token is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._tooltip(token), self)
            return True
        return super().viewportEvent(event)

    def _tooltip(self, token: int) -> str:
        document = self._document
        assert document is not None  # noqa: S101 - callers have checked
        segment = document.segment_of(token)
        loss = float(document.loss[token])
        lines = [self.tr("“%1”, token %2, segment %3")]
        lines[0] = (
            lines[0]
            .replace("%1", document.token_text(token))
            .replace("%2", str(token))
            .replace("%3", str(segment))
        )
        if np.isfinite(loss):
            lines.append(self.tr("loss %1 nats").replace("%1", f"{loss:.2f}"))
        if document.has_weights and self._slot is not None:
            place = token - document.segment_tokens(segment)[0]
            written = float(document.write(segment, self._layer)[self._slot, place])
            read = float(document.read(segment, self._layer)[place, self._slot])
            lines.append(
                self.tr("slot %1: written %2, read %3")
                .replace("%1", str(self._slot))
                .replace("%2", f"{written:.3f}")
                .replace("%3", f"{read:.3f}")
            )
        return "\n".join(lines)


def _characters(text: str, units: int) -> int:
    """How many characters the first `units` UTF-16 units of `text` are."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return units
    seen = 0
    for index, character in enumerate(text):
        if seen >= units:
            return index
        seen += 2 if character > "\uffff" else 1
    return len(text)
