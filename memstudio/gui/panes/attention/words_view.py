"""The words that were read, tinted by how much the chosen one looks at each, or is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.attention_layout import CapturedAttention

    Floats = NDArray[np.float32]

_MARGIN = 10
_LAST_LATIN = "\u2e7f"
"""Behind it come the scripts that are written without blanks."""
_SOON, _PAUSE_MS = 5000, 150
"""Places that are laid out at once, and the wait with more of them."""
_DECADES = 3.0
"""Weights down to a thousandth of the largest are tinted."""


class WordsView(QAbstractScrollArea):
    """A text of any length; only the lines that are seen are painted. Left and right choose a word.

    Signals:
        place_picked: a place.
        place_hovered: a place, -1 for none.
    """

    place_picked = Signal(int)
    place_hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captured: CapturedAttention | None = None
        self._texts: list[str] = []
        # Where each place stands: its line, and its left edge and width in pixels.
        self._line = np.zeros(0, np.int32)
        self._left = np.zeros(0, np.float32)
        self._width = np.zeros(0, np.float32)
        self._tints: Floats | None = None
        self._chosen: int | None = None
        self._hovered = -1
        self._laying_out = QTimer(self)
        self._laying_out.setSingleShot(True)
        self._laying_out.timeout.connect(self._lay_out)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The words that were read"))
        theme.notifier().theme_changed.connect(self.viewport().update)

    def show_text(self, captured: CapturedAttention | None) -> None:
        """Show what was read."""
        before, self._captured = self._captured, captured
        if captured is not None and before is not None and captured.places is before.places:
            return
        self._texts = _texts(captured) if captured is not None else []
        self._tints, self._chosen = None, None
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def tint(self, weights: Floats | None, chosen: int | None) -> None:
        """Tint each place by a weight, and frame the chosen one.

        Args:
            weights: `[N]`.
            chosen: the place whose weights they are.
        """
        self._tints = None
        if weights is not None and weights.size and float(weights.max()) > 0:
            share = np.maximum(weights / weights.max(), 1e-12)
            self._tints = np.clip(1 + np.log10(share) / _DECADES, 0, 1).astype(np.float32)
        moved = chosen != self._chosen
        self._chosen = chosen
        if moved and chosen is not None:
            self._bring_in(chosen)
        self.viewport().update()

    # ------------------------------------------------------------------ layout

    @property
    def _line_height(self) -> float:
        return QFontMetricsF(self.font()).height() * 1.35

    @Slot()
    def _lay_out(self) -> None:
        count = len(self._texts)
        self._line, self._left = np.zeros(count, np.int32), np.zeros(count, np.float32)
        metrics = QFontMetricsF(self.font())
        known: dict[str, float] = {}
        room = max(60.0, self.viewport().width() - 2 * _MARGIN)
        widths: list[float] = []
        space = metrics.horizontalAdvance(" ")
        line, x = 0, 0.0
        # The first place of the word at hand, which goes to the next line as a whole.
        begin = 0
        for place, text in enumerate(self._texts):
            shown = text.replace("\n", "")
            width = known.get(shown)
            if width is None:
                width = known[shown] = metrics.horizontalAdvance(shown)
            widths.append(width)
            breaks = text.count("\n")
            if breaks or shown[:1] == " " or shown[:1] > _LAST_LATIN:
                begin = place
            if breaks:
                line, x = line + min(2, breaks), 0.0
            elif x + width > room and x > 0:
                if self._left[begin] <= 0 or self._line[begin] != line:
                    begin = place
                # The blank before the word stays behind.
                line, x = line + 1, -space if self._texts[begin][:1] == " " else 0.0
                for moved in range(begin, place):
                    self._line[moved], self._left[moved] = line, x
                    x += widths[moved]
            self._line[place], self._left[place] = line, x
            x += width
        self._width = np.array(widths, np.float32)
        height = int((line + 1) * self._line_height + 2 * _MARGIN)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(int(self._line_height))
        self.viewport().update()

    def _bring_in(self, place: int) -> None:
        if place >= len(self._line):
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        top = self._line[place] * self._line_height + _MARGIN
        if not bar.value() <= top <= bar.value() + page - self._line_height:
            bar.setValue(int(top - page / 3))

    def place_at(self, point: QPoint) -> int:
        """The place under a point; -1 for none."""
        line = int((point.y() + self.verticalScrollBar().value() - _MARGIN) // self._line_height)
        first, stop = np.searchsorted(self._line, [line, line + 1])
        x = point.x() - _MARGIN
        for place in range(int(first), int(stop)):
            if self._left[place] <= x < self._left[place] + self._width[place]:
                return place
        return -1

    # ------------------------------------------------------------------ painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, height = theme.current(), self._line_height
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(look.surface))
        captured = self._captured
        if captured is None:
            return
        offset = self.verticalScrollBar().value() - _MARGIN
        low = int(max(0, (event.rect().top() + offset) // height))
        high = int((event.rect().bottom() + offset) // height) + 1
        first, stop = np.searchsorted(self._line, [low, high])
        hue = QColor(look.accent)
        baseline = (height - QFontMetricsF(self.font()).height()) / 2
        for place in range(int(first), int(stop)):
            top = float(self._line[place]) * height - offset
            area = QRectF(
                float(self._left[place]) + _MARGIN, top, float(self._width[place]), height
            )
            tint = 0.0 if self._tints is None else float(self._tints[place])
            if tint > 0.02:
                hue.setAlphaF(0.75 * tint)
                painter.fillRect(area.adjusted(0, 2, 0, -2), hue)
            is_memory = captured.is_memory(place)
            painter.setPen(QColor(look.faint_text if is_memory else look.text))
            text = self._texts[place].replace("\n", "")
            painter.drawText(
                QRectF(area.left(), top + baseline, area.width() + 2, height),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine,
                text,
            )
            if place in {self._chosen, self._hovered}:
                is_chosen = place == self._chosen
                colour = QColor(look.text if is_chosen else look.faint_text)
                painter.setPen(QPen(colour, 2 if is_chosen else 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(0, 2, 0, -2), 3, 3)

    # ------------------------------------------------------------------ mouse

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        if place != self._hovered:
            self._hovered = place
            self.place_hovered.emit(place)
            self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        if place >= 0:
            self.place_picked.emit(place)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._texts:
            super().keyPressEvent(event)
            return
        place = (-1 if self._chosen is None else self._chosen) + step
        if 0 <= place < len(self._texts):
            self.place_picked.emit(place)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._hovered >= 0:
            self._hovered = -1
            self.place_hovered.emit(-1)
            self.viewport().update()
        return super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        # Once the dragging of an edge pauses: a book takes a moment.
        self._laying_out.start(0 if len(self._texts) < _SOON else _PAUSE_MS)


def _texts(captured: CapturedAttention) -> list[str]:
    """What each place adds to the text: the blanks before it too, so that the text reads on."""
    texts = []
    end = 0
    for token in captured.places.tolist():
        if token < 0:
            texts.append(f" [{-1 - token}] ")
            continue
        stop = int(captured.token_ends[token])
        texts.append(captured.text[end:stop])
        end = max(end, stop)
    return texts
