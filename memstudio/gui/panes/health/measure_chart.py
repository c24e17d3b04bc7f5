"""One measure of health over the steps: its curve, its limit, and the side on which it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui import health_words as words
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled, with_colon
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.trace.health import is_judged

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from memstudio.trace.health import HealthMeasure

_TOP, _BOTTOM, _SIDE = 24, 18, 6
_DOT = 2.5


class MeasureChart(QWidget):
    """Small, for several beside each other; a click chooses a step.

    Signals:
        step_chosen: of the point nearest to a click, or reached with the arrow keys.
    """

    step_chosen = Signal(int)

    def __init__(self, measure: HealthMeasure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measure = measure
        self.setObjectName(f"measure.{measure.name}")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._steps: list[int] = []
        self._values: list[float] = []
        self._marked: int | None = None
        self._hovered: int | None = None
        theme.notifier().theme_changed.connect(self.update)

    def show_curve(self, steps: list[int], values: list[float]) -> None:
        """Draw other values."""
        self._steps, self._values, self._hovered = steps, values, None
        last = values[-1] if values else None
        state = self.tr("alarm") if self.is_wrong else self.tr("well")
        if not (steps and is_judged(steps[-1])):
            state = self.tr("before training")
        title = filled(self.measure.title)
        text = with_colon(title, f"{words.value_text(self.measure, last)}, {state}")
        self.setAccessibleName(text)
        self.update()

    def mark(self, step: int | None) -> None:
        """Mark the step whose probe is on show."""
        if step != self._marked:
            self._marked = step
            self.update()

    @property
    def is_wrong(self) -> bool:
        """Whether the last value is beyond the limit; before the first step nothing is."""
        return (
            bool(self._steps)
            and is_judged(self._steps[-1])
            and self.measure.is_wrong(self._values[-1])
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 100)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(150, 100)

    # ------------------------------------------------------------------ drawing

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_SIDE, _TOP, -_SIDE, -_BOTTOM)

    def _ends(self) -> tuple[float, float]:
        low, high = min([*self._values, 0.0]), max([*self._values, self.measure.limit])
        # Room above, so that the side beyond a limit is seen.
        return low, high + 0.18 * (high - low or 1.0)

    def _place(self, index: int) -> QPointF:
        area, (low, high) = self._area, self._ends()
        first, last = self._steps[0], self._steps[-1]
        x = area.left() + area.width() * (self._steps[index] - first) / ((last - first) or 1)
        y = area.bottom() - area.height() * (self._values[index] - low) / (high - low)
        return QPointF(x, y)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, area, painter = theme.current(), self._area, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.fillRect(area, QColor(look.plot_background))
        low, high = self._ends()
        limit = area.bottom() - area.height() * (self.measure.limit - low) / (high - low)
        wrong = QRectF(area)
        if self.measure.low is not None:
            wrong.setTop(limit)
        else:
            wrong.setBottom(limit)
        painter.fillRect(wrong, QColor(look.warning_surface))
        painter.setPen(QPen(QColor(look.warning), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), limit), QPointF(area.right(), limit))
        self._draw_words(painter)
        if self._steps:
            self._draw_curve(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _draw_words(self, painter: QPainter) -> None:
        look, area = theme.current(), self._area
        above = QRectF(area.left(), 2, area.width(), _TOP - 4)
        last = self._values[-1] if self._values else None
        value = words.value_text(self.measure, last)
        if self.is_wrong:
            value = f"▲ {value}"
        painter.setPen(QColor(look.warning if self.is_wrong else look.text))
        painter.drawText(above, RIGHT, value)
        metrics = painter.fontMetrics()
        room = area.width() - metrics.horizontalAdvance(value) - 8
        painter.setPen(QColor(look.muted_text))
        title = filled(self.measure.title)
        painter.drawText(above, LEFT, metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room)))  # fmt: skip
        below = QRectF(area.left(), area.bottom() + 1, area.width(), _BOTTOM - 2)
        painter.setPen(QColor(look.faint_text))
        if self._steps:
            painter.drawText(below, RIGHT, words.step_text(self._steps[-1]))
        painter.drawText(below, LEFT, words.limit_text(self.measure))

    def _draw_curve(self, painter: QPainter) -> None:
        look, area = theme.current(), self._area
        colour = QColor(look.series_colour(0))
        points = [self._place(index) for index in range(len(self._steps))]
        if self._marked in self._steps:
            x = points[self._steps.index(self._marked)].x()
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF(points))
        for index, point in enumerate(points):
            is_wrong = is_judged(self._steps[index]) and self.measure.is_wrong(self._values[index])
            if is_wrong or index == self._hovered or len(points) <= 60:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.warning) if is_wrong else colour)
                size = _DOT + 1.5 * (index == self._hovered)
                if is_wrong:
                    corners = ((0, -1.6), (1.6, 1.2), (-1.6, 1.2))
                    painter.drawPolygon(QPolygonF([point + QPointF(size * x, size * y) for x, y in corners]))  # fmt: skip
                else:
                    painter.drawEllipse(point, size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # ------------------------------------------------------------------ gestures

    def _nearest(self, x: float) -> int | None:
        if not self._steps:
            return None
        return min(range(len(self._steps)), key=lambda index: abs(self._place(index).x() - x))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._nearest(event.position().x())
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._nearest(event.position().x())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.step_chosen.emit(self._steps[index])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if move is None or not self._steps:
            super().keyPressEvent(event)
            return
        last = len(self._steps) - 1
        at = self._steps.index(self._marked) if self._marked in self._steps else last
        self.step_chosen.emit(self._steps[min(max(0, at + move), last)])

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index, lines = self._nearest(event.pos().x()), words.explained(self.measure)
            if index is not None:
                value = words.value_text(self.measure, self._values[index])
                lines = f"{with_colon(words.step_text(self._steps[index]), value)}\n{lines}"
            QToolTip.showText(event.globalPos(), lines, self)
            return True
        return super().event(event)
