"""Words with bars: a short ranked list that is read at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import LEFT, RIGHT

_ROW = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: a word, its number, and how that is written; a hue of its own if it has one."""

    text: str
    value: float
    number: str
    colour: str | None = None


class BarList(QWidget):
    """Rows of word, bar and number; the longest bar is the largest value, unless told otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[Bar] = []
        self._colour = ""
        self._highest: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: list[Bar], colour: str, highest: float | None = None) -> None:
        """Show rows, in `colour` unless they have their own; `highest` would fill the width."""
        self._bars, self._colour, self._highest = bars, colour, highest
        text = "\n".join(f"{bar.text}\t{bar.number}" for bar in bars)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(180, _ROW * len(self._bars))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        metrics = QFontMetricsF(self.font())
        largest = max((abs(bar.value) for bar in self._bars), default=0.0)
        highest = self._highest or largest or 1.0
        numbers = max((metrics.horizontalAdvance(bar.number) for bar in self._bars), default=0.0)
        width = self.width() - numbers - 10
        for row, bar in enumerate(self._bars):
            top = row * _ROW
            colour = QColor(bar.colour or self._colour)
            colour.setAlphaF(0.28)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            length = max(2.0, width * abs(bar.value) / highest)
            painter.drawRoundedRect(QRectF(0, top + 2, length, _ROW - 4), 4, 4)
            painter.setPen(QColor(look.text))
            words = metrics.elidedText(bar.text, Qt.TextElideMode.ElideRight, width - 12)
            painter.drawText(
                QRectF(8, top, width - 8, _ROW),
                LEFT,
                words,
            )
            painter.setPen(QColor(look.muted_text))
            painter.drawText(
                QRectF(0, top, self.width(), _ROW),
                RIGHT,
                bar.number,
            )
