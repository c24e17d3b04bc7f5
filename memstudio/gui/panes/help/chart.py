"""The values with each memory by distance, or what the memory gives: dots with interval bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.panes.help import words
from memstudio.gui.plots.value_axis import number, ticks
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import compact

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from memstudio.measuring.help_report import HelpFigure, HelpReport, HelpRow

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 30, 58
_DOT = 4.5
_NEAR = 14.0
_ROOM = 36
_SPREAD = 0.56
"""Of a distance's width, what the dots of its controls take."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_HUES = {"on": 0, "off": 3, "reset": 1, "shuffled": 4, "swapped": 2}


@dataclass(frozen=True)
class Spot:
    """A dot as it is drawn; heights in values of the axis."""

    control: str
    row: HelpRow
    x: float
    value: float
    low: float | None
    high: float | None


class HelpChart(QWidget):
    """One group of dots for each distance; the whole comes first, set apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpChart")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._report: HelpReport | None = None
        self._of_gains = False
        self._spots: list[Spot] = []
        self._hovered: Spot | None = None
        theme.notifier().theme_changed.connect(self.update)

    def show_report(self, report: HelpReport, *, of_gains: bool) -> None:
        """Draw a report: its values, or what the memory gives over each control."""
        self._report, self._of_gains, self._hovered = report, of_gains, None
        self.setAccessibleName(words.unit_text(report, of_gains=of_gains))
        self.update()

    def spots(self) -> list[Spot]:
        """The dots as they are drawn."""
        self._place()
        return list(self._spots)

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 300)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(360, 200)

    # ------------------------------------------------------------------ places

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _place(self) -> None:
        report, self._spots = self._report, []
        if report is None:
            return
        names = [name for name in report.controls if name != "on" or not self._of_gains]
        rows = (report.whole, *report.rows)
        width = self._area.width() / len(rows)
        scale = 100.0 if report.is_higher_better else 1.0
        for column, row in enumerate(rows):
            for place, name in enumerate(names):
                share = 0.0 if len(names) == 1 else place / (len(names) - 1) - 0.5
                x = self._area.left() + width * (column + 0.5 + _SPREAD * share)
                value, low, high = self._ends(row.figures[name])
                if value is not None:
                    ends = [None if end is None else scale * end for end in (low, high)]
                    self._spots.append(Spot(name, row, x, scale * value, *ends))

    def _ends(self, figure: HelpFigure) -> tuple[float | None, float | None, float | None]:
        if self._of_gains:
            return figure.gain, figure.gain_low, figure.gain_high
        return figure.value, figure.low, figure.high

    def _range(self) -> tuple[float, float]:
        ends = [
            end for spot in self._spots for end in (spot.value, spot.low, spot.high)
            if end is not None
        ]  # fmt: skip
        report = self._report
        if report is not None and report.is_higher_better and not self._of_gains:
            return -3.0, 104.0  # so that no dot is cut off
        low, high = min(ends, default=0.0), max(ends, default=1.0)
        if self._of_gains:
            low, high = min(low, 0.0), max(high, 0.0)
        room = 0.06 * (high - low) or 0.5
        return low - room, high + room

    def _y(self, value: float, ends: tuple[float, float]) -> float:
        low, high = ends
        return self._area.bottom() - (value - low) / (high - low) * self._area.height()

    # ------------------------------------------------------------------ drawing

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        report = self._report
        if report is None:
            return
        self._place()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, area, ends = theme.current(), self._area, self._range()
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.fillRect(area, QColor(look.plot_background))
        self._draw_scale(painter, ends)
        self._draw_distances(painter, report)
        for name in report.controls:
            self._draw_control(painter, name, ends)
        self._draw_legend(painter, report)

    def _draw_scale(self, painter: QPainter, ends: tuple[float, float]) -> None:
        look, area = theme.current(), self._area
        for value in ticks(*ends, max(2, int(area.height() / _ROOM))):
            y = self._y(value, ends)
            is_zero = self._of_gains and abs(value) < 1e-12
            painter.setPen(QPen(QColor(look.muted_text if is_zero else look.plot_grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(look.muted_text))
            place = QRectF(20, y - 9, area.left() - 26, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number(value))  # fmt: skip
        if self._report is not None:
            painter.save()
            painter.translate(12, area.center().y())
            painter.rotate(-90)
            text = words.unit_text(self._report, of_gains=self._of_gains)
            painter.drawText(
                QRectF(-area.height() / 2, -9, area.height(), 18),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )
            painter.restore()

    def _draw_distances(self, painter: QPainter, report: HelpReport) -> None:
        look, area = theme.current(), self._area
        rows = (report.whole, *report.rows)
        width = area.width() / len(rows)
        for column, row in enumerate(rows):
            left = area.left() + column * width
            if column % 2:
                shade = QColor(look.plot_grid)
                shade.setAlpha(40)
                painter.fillRect(QRectF(left, area.top(), width, area.height()), shade)
            painter.setPen(QColor(look.text))
            below = QRectF(left, area.bottom() + 4, width, 18)
            painter.drawText(below, _CENTRE, words.distance_text(row))
            painter.setPen(QColor(look.muted_text))
            painter.drawText(below.translated(0, 16), _CENTRE, f"n {compact(row.count)}")
        painter.setPen(QPen(QColor(look.strong_border), 1))
        painter.drawLine(
            QPointF(area.left() + width, area.top()), QPointF(area.left() + width, area.bottom())
        )
        painter.setPen(QColor(look.muted_text))
        below = QRectF(area.left(), area.bottom() + 38, area.width(), 18)
        painter.drawText(below, _CENTRE, self.tr("segments back to where it stood last"))

    def _draw_control(self, painter: QPainter, name: str, ends: tuple[float, float]) -> None:
        colour = QColor(theme.current().series_colour(_HUES[name]))
        spots = [spot for spot in self._spots if spot.control == name]
        line = [
            QPointF(spot.x, self._y(spot.value, ends))
            for spot in spots
            if spot.row.first is not None and not spot.row.is_new
        ]
        faint = QColor(colour)
        faint.setAlpha(110)
        painter.setPen(QPen(faint, 1.5))
        painter.drawPolyline(QPolygonF(line))
        for spot in spots:
            y = self._y(spot.value, ends)
            painter.setPen(QPen(colour, 1.5))
            if spot.low is not None and spot.high is not None:
                low, high = self._y(spot.low, ends), self._y(spot.high, ends)
                painter.drawLine(QPointF(spot.x, low), QPointF(spot.x, high))
                for end in (low, high):
                    painter.drawLine(QPointF(spot.x - 3, end), QPointF(spot.x + 3, end))
            size = _DOT + (1.5 if spot == self._hovered else 0)
            painter.setBrush(colour)
            painter.drawPath(_shape(name, QPointF(spot.x, y), size))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_legend(self, painter: QPainter, report: HelpReport) -> None:
        look, x = theme.current(), self._area.left()
        for name in report.controls:
            if name == "on" and self._of_gains:
                continue
            colour = QColor(look.series_colour(_HUES[name]))
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(colour)
            painter.drawPath(_shape(name, QPointF(x + 6, 14), _DOT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(look.text))
            text = words.control_title(name)
            if self._of_gains:
                text = self.tr("over %1").replace("%1", text.lower())
            room = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QPointF(x + 16, 18), text)
            x += room + 34

    # ------------------------------------------------------------------ under the mouse

    def _spot_at(self, place: QPointF) -> Spot | None:
        ends = self._range()
        near = [
            ((spot.x - place.x()) ** 2 + (self._y(spot.value, ends) - place.y()) ** 2, at)
            for at, spot in enumerate(self._spots)
        ]
        distance, at = min(near, default=(_NEAR**2 + 1, -1))
        return self._spots[at] if distance <= _NEAR**2 else None

    def tip_of(self, spot: Spot) -> str:
        """What is said of a dot."""
        report = self._report
        if report is None:
            return ""
        figure = spot.row.figures[spot.control]
        lines = [
            f"{words.control_title(spot.control)}: {words.control_words(spot.control)}",
            words.distance_words(spot.row),
            words.value_text(report)(figure.value),
        ]
        if gain := words.gain_text(report, figure):
            lines.append(self.tr("the memory gives %1").replace("%1", gain))
        return "\n".join([*lines, words.number_text(report, spot.row)])

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._spot_at(event.position())
        if found != self._hovered:
            self._hovered = found
            self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            spot = self._spot_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if spot is None else self.tip_of(spot), self)
            return True
        return super().event(event)


def _shape(name: str, at: QPointF, size: float) -> QPainterPath:
    """A shape for each control, so that they can be told apart without colours."""
    path, x, y = QPainterPath(), at.x(), at.y()
    corners = {
        "off": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "reset": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        "shuffled": ((0, -1.2), (1.2, 1), (-1.2, 1)),
        "swapped": ((0, 1.2), (1.2, -1), (-1.2, -1)),
    }.get(name)
    if corners is None:
        path.addEllipse(at, size, size)
    else:
        path.addPolygon(QPolygonF([QPointF(x + size * dx, y + size * dy) for dx, dy in corners]))
        path.closeSubpath()
    return path
