"""The document itself, its words tinted by what the memory did with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal, Slot
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

from memstudio.gui.panes.memory.text_blocks import TextBlocks, characters
from memstudio.gui.panes.memory.tints import Tint, strengths
from memstudio.gui.theme import theme
from memstudio.gui.throttle import Throttle
from memstudio.gui.trace_weights import WeightChoice
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.gui.widgets.sides import RIGHT
from memstudio.look.tints import strongest_tint

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.tints import Floats, Rows
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.look.theme import Theme

_GUTTER = 44
_MARGIN = 12
_LEAST_TINT = 0.04
_AFTER_LANES_MS = 12


class TextView(QAbstractScrollArea):
    """A document of any length; hover and click tell which token.

    Other views may draw over it: `token_rects` says where a token is, `view_changed` when that is
    somewhere else, and `add_overlay` keeps a widget as large as the text.

    Signals:
        token_hovered: a token's index, -1 for none.
        token_picked: a token's index.
        view_changed: it was scrolled, or laid out anew.
    """

    token_hovered = Signal(int)
    token_picked = Signal(int)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: TraceDocument | None = None
        self._blocks: TextBlocks | None = None
        self._tint = Tint.WRITE
        self._slot: int | None = None
        self._rows: Rows | None = None
        self._choice = WeightChoice()
        self._segment: int | None = None
        self._token: int | None = None
        self._hovered: int | None = None
        self._overlays: list[QWidget] = []
        # Looking for a token above may move what was painted below; not told amid a paint.
        self._moved = QTimer(self, singleShot=True, interval=0)
        self._moved.timeout.connect(self._on_moved)
        # After the lanes, which are painted for the same click: each time the window may answer between.
        self._repaint = Throttle(self, _AFTER_LANES_MS, self.viewport().update)
        self._is_following = False
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Document text"))
        self.verticalScrollBar().valueChanged.connect(self._on_scroll_bar_value_changed)
        theme.notifier().theme_changed.connect(self.viewport().update)

    # ------------------------------------------------------------------ what is shown

    def show_document(self, document: TraceDocument | None, *, keep_place: bool = False) -> None:
        """Show a document from its beginning, or where the last one stood."""
        place = self.verticalScrollBar().value() if keep_place else 0
        self._document = document
        self._hovered = None
        self._rebuild()
        self.verticalScrollBar().setValue(place)

    def set_tint(self, tint: Tint, slot: int | None, rows: Rows | None, of: WeightChoice) -> None:
        """Tint the words by a slot's weights (all slots' sum when None), or by their loss.

        Args:
            tint: by what.
            slot: whose weights.
            rows: gives the weights of tokens, or None until they come; who hears of it repaints.
            of: of which layers and heads these are.
        """
        self._tint, self._slot, self._rows, self._choice = tint, slot, rows, of
        self._repaint.ask()

    def mark(self, segment: int | None, token: int | None) -> None:
        """Show where the selected segment and token are."""
        moved = segment != self._segment or token != self._token
        self._segment, self._token = segment, token
        if moved and segment is not None:
            self._make_visible(segment, token)
        self._repaint.ask()

    def point_at(self, token: int | None) -> None:
        """Underline the token that the mouse is over, here or in another view."""
        if token != self._hovered:
            self._hovered = token
            self._repaint.ask()

    def scroll_to(self, token: int) -> None:
        """Bring a token's line to the upper part of the view."""
        document, blocks = self._document, self._blocks
        if document is None or blocks is None:
            return
        segment = document.segment_of(token)
        line = blocks.layout(segment).lineForTextPosition(blocks.position(segment, token)[0])
        top = blocks.top(segment) + (line.y() if line.isValid() else 0.0)
        self._update_scroll_bar()
        self.verticalScrollBar().setValue(int(top - self.viewport().height() / 4))

    def add_overlay(self, overlay: QWidget) -> None:
        """Keep a widget over the text, as large as it; it should let the mouse through."""
        overlay.setParent(self.viewport())
        overlay.resize(self.viewport().size())
        self._overlays.append(overlay)
        overlay.show()

    # ------------------------------------------------------------------ layout

    def _rebuild(self) -> None:
        self._blocks = None
        if self._document is not None and self._document.num_segments:
            width = self.viewport().width() - _GUTTER - _MARGIN
            self._blocks = TextBlocks(self._document, self.font(), width, self._moved.start)
        self._update_scroll_bar()
        self.viewport().update()
        self.view_changed.emit()

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
            self._is_following = True
            bar.setValue(int(top - page / 4))
            self._is_following = False

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._is_following:
            super().scrollContentsBy(dx, dy)

    @Slot()
    def _on_moved(self) -> None:
        self._update_scroll_bar()
        self.viewport().update()
        self.view_changed.emit()

    def _on_scroll_bar_value_changed(self, _: int) -> None:
        self.view_changed.emit()

    # ------------------------------------------------------------------ places

    @property
    def _offset(self) -> float:
        """How far the top of the viewport is from the top of the text."""
        return float(self.verticalScrollBar().value() - _MARGIN)

    def page_tokens(self) -> tuple[int, int]:
        """The first token that can be seen and the one after the last."""
        blocks, document = self._blocks, self._document
        if blocks is None or document is None:
            return 0, 0
        top, bottom = self._offset, self._offset + self.viewport().height()
        first = blocks.block_at(max(0.0, top))
        start, _ = blocks.tokens_between(first, top - blocks.top(first), 1e9)
        last = blocks.block_at(max(0.0, bottom))
        _, stop = blocks.tokens_between(last, 0.0, bottom - blocks.top(last))
        return start, max(start, stop)

    def token_rects(self, token: int) -> list[QRectF]:
        """Where a token stands, in the viewport's coordinates: a box a line; may lie outside."""
        blocks, document = self._blocks, self._document
        if blocks is None or document is None or not 0 <= token < document.num_tokens:
            return []
        segment = document.segment_of(token)
        areas = blocks.token_areas(segment, token)
        y = blocks.top(segment) - self._offset
        return [area.translated(_GUTTER, y) for area in areas]

    def token_at(self, position: QPoint) -> int | None:
        """The token under a point of the viewport."""
        blocks, document = self._blocks, self._document
        if blocks is None or document is None:
            return None
        y = position.y() + self._offset
        x = position.x() - _GUTTER
        if not 0 <= y < blocks.height or x < 0:
            return None
        block = blocks.block_at(y)
        layout = blocks.layout(block)
        index = int((y - blocks.top(block)) // blocks.line_height)
        if not 0 <= index < layout.lineCount():
            return None
        line = layout.lineAt(index)
        if x > line.naturalTextWidth() + 4:
            return None
        cursor: Any = line.xToCursor(x, line.CursorPosition.CursorOnCharacter)
        units = cursor[0] if isinstance(cursor, tuple) else cursor
        base, _ = document.segment_span(block)
        character = base + characters(blocks.text(block), int(units))
        start, stop = document.segment_tokens(block)
        token = start + int(
            np.searchsorted(document.token_ends[start:stop], character, side="right")
        )
        covers = token < stop and document.token_starts[token] <= character
        return token if covers else None

    # ------------------------------------------------------------------ painting

    def _hue(self, look: Theme) -> QColor:
        if self._tint is Tint.LOSS:
            return QColor(look.warning)
        if self._tint in {Tint.GAIN, Tint.CHANGED}:
            return QColor(look.series[0])
        return QColor(look.accent if self._slot is None else look.slot_colour(self._slot))

    def _paint_tints(self, painter: QPainter, segment: int, y: float) -> None:
        document, blocks = self._document, self._blocks
        assert document is not None and blocks is not None  # noqa: S101, PT018 - checked before
        look = theme.current()
        hue, other = self._hue(look), QColor(look.series[1])
        weights: Floats | None = strengths(document, self._tint, segment, self._slot, self._rows)
        ground = look.selection if segment == self._segment else look.surface
        start, _ = document.segment_tokens(segment)
        first, last = blocks.tokens_between(segment, -y, self.viewport().height() - y)
        framed = {self._token, self._hovered}
        for token in range(first, last):
            weight = 0.0 if weights is None else float(weights[token - start])
            is_tinted = abs(weight) >= _LEAST_TINT
            if not is_tinted and token not in framed:
                continue
            for place in blocks.token_areas(segment, token):
                area = place.translated(_GUTTER, y)
                if is_tinted:
                    colour = hue if weight > 0 else other
                    most = strongest_tint(ground, colour.name(), look.text)
                    colour.setAlphaF(0.10 + (most - 0.10) * min(1.0, abs(weight)))
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(colour)
                    painter.drawRoundedRect(area, 3, 3)
                if token in framed:
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
        block = blocks.block_at(max(0.0, event.rect().top() + self._offset))
        while block < document.num_segments:
            layout = blocks.layout(block)
            y = blocks.top(block) - self._offset
            if y > event.rect().bottom():
                break
            self._paint_block(painter, block, layout, y)
            block += 1

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
            QRectF(4, y, _GUTTER - 12, blocks.line_height),
            RIGHT,
            str(block),
        )
        self._paint_tints(painter, block, y)
        painter.setPen(QPen(QColor(look.text)))
        layout.draw(painter, QPointF(_GUTTER, y), [], QRectF(self.viewport().rect()))

    # ------------------------------------------------------------------ events

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        segment = self._segment
        for overlay in self._overlays:
            overlay.resize(self.viewport().size())
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
        text = self.tr("“%1”, token %2, segment %3")
        lines = [numbered(text, document.token_text(token), count(token), count(segment))]
        if np.isfinite(loss):
            lines.append(self.tr("loss %1 nats").replace("%1", decimal(loss, 2)))
        if self._slot is not None and self._rows is not None:
            written, read = (self._rows(name, token, token + 1) for name in ("write", "read"))
            if written is not None and read is not None:
                weights = (
                    self.tr("too little to be kept")
                    if each[0, self._slot] == 0
                    and document.weights.lacking(name, token, token + 1, self._choice)[0] > 0
                    else decimal(float(each[0, self._slot]), 3)
                    for name, each in (("write", written), ("read", read))
                )
                words = self.tr("slot %1: written %2, read %3")
                lines.append(numbered(words, self._slot, *weights))
        return "\n".join(lines)
