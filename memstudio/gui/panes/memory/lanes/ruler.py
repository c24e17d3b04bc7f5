"""The axis itself: the words where there is room for them, else the numbers of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.lane import Lane
from memstudio.gui.panes.memory.lanes.marks import Marks
from memstudio.gui.pixel_columns import round_step
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.sides import LEFT, RIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange

_HEIGHT = 42
_FONT = 11
_LEAST_WORD = 11.0
"""Pixels that a token must be wide for its word to be written upright."""
_LEVEL_WORD = 46.0
"""Pixels from which words are written level."""
_TICK = 90


class Ruler(Lane):
    """Words, upright or level, or ticks with token and segment numbers."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.marks = Marks()
        self._document: TraceDocument | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Words of the document"))

    def show_document(self, document: TraceDocument) -> None:
        """Show the words of a trace."""
        self._document = document
        self.update()

    @property
    def shows_words(self) -> bool:
        """Whether there is room for the words."""
        return self.plot_rect().width() / max(1e-9, self.visible.span) >= _LEAST_WORD

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        if self._document is None:
            return
        font = QFont(self.font())
        font.setPixelSize(_FONT)
        painter.setFont(font)
        if self.shows_words:
            self._paint_words(painter, plot, QFontMetricsF(font))
        else:
            self._paint_ticks(painter, plot, QFontMetricsF(font))

    def _paint_words(self, painter: QPainter, plot: QRect, metrics: QFontMetricsF) -> None:
        document, look = self._document, theme.current()
        assert document is not None  # noqa: S101 - callers have checked
        width = plot.width() / self.visible.span
        first = max(0, int(self.visible.start))
        last = min(document.num_tokens, int(self.visible.stop) + 1)
        painter.setClipRect(plot)
        starts = document.token_starts
        token = first
        while token < last:
            # Tokens that are parts of one character have one place for it.
            stop = token + 1
            while stop < last and starts[stop] == starts[token]:
                stop += 1
            is_chosen = self.marks.token is not None and token <= self.marks.token < stop
            painter.setPen(QColor(look.accent if is_chosen else look.muted_text))
            place = QRectF(self.x_of(token), plot.top(), width * (stop - token), plot.height())
            _paint_word(painter, place, document.token_text(token), metrics)
            token = stop
        painter.setClipping(False)

    def _paint_ticks(self, painter: QPainter, plot: QRect, metrics: QFontMetricsF) -> None:
        document, look = self._document, theme.current()
        assert document is not None  # noqa: S101 - callers have checked
        visible = self.visible
        middle = plot.top() + plot.height() / 2
        step = round_step(visible.span / max(1.0, plot.width() / _TICK))
        tick = int(visible.start // step) * step
        captions = ((plot.top(), self.tr("token")), (middle, self.tr("seg.")))
        painter.setPen(QColor(look.faint_text))
        for top, caption in captions:
            shown = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, plot.left() - 5)
            area = QRectF(0, top, plot.left() - 4, plot.height() / 2)
            painter.drawText(area, RIGHT, shown)
        while tick <= visible.stop:
            x = self.x_of(tick)
            if tick >= visible.start and tick < visible.total:
                self._paint_tick(painter, plot, x, count(tick), plot.top())
            tick += step
        segments = document.num_segments
        if not segments:
            return
        first = document.segment_of(int(visible.start))
        last = document.segment_of(int(max(visible.start, visible.stop - 1)))
        step = round_step((last - first + 1) / max(1.0, plot.width() / _TICK))
        for segment in range(first // step * step, last + 1, step):
            start, _ = document.segment_tokens(segment)
            x = self.x_of(start)
            if x >= plot.left() - 1:
                self._paint_tick(painter, plot, x, count(segment), middle)

    def _paint_tick(self, painter: QPainter, plot: QRect, x: float, text: str, top: float) -> None:
        look = theme.current()
        painter.fillRect(QRectF(x, top + 4, 1, plot.height() / 2 - 8), QColor(look.strong_border))
        painter.setPen(QColor(look.muted_text))
        # At the end of the text a number stands before its tick: behind it, it would be cut.
        width = painter.fontMetrics().horizontalAdvance(text)
        left = x + 4 if x + 4 + width <= self.width() else x - 3 - width
        area = QRectF(left, top, max(width + 1, _TICK - 6), plot.height() / 2)
        painter.drawText(area, LEFT, text)

    @override
    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        self.marks.paint_columns(painter, plot, self.x_of)

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self._document
        if document is None:
            return ""
        text = self.tr("“%1”, token %2, segment %3")
        segment = document.segment_of(token)
        return numbered(text, document.token_text(token), count(token), count(segment))

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, _HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)


def _paint_word(painter: QPainter, place: QRectF, text: str, metrics: QFontMetricsF) -> None:
    """Level where it fits or there is much room, else from the top to the bottom."""
    if place.width() >= min(_LEVEL_WORD, metrics.horizontalAdvance(text) + 2):
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 1)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
        return
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.height() - 4)
    painter.save()
    painter.translate(QPointF(place.center().x(), place.top() + 2))
    painter.rotate(90)
    painter.drawText(QPointF(0, metrics.ascent() / 2 - 1), shown)
    painter.restore()
