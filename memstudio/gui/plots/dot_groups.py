"""Values at several places, a group of dots each, with bars for their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.plots.value_axis import number, number_of, ticks
from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon, with_semicolons
from memstudio.gui.widgets.sides import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 12, 58
_LINE = 18
_DOT = 4.5
_NEAR = 14.0
_ROOM = 36
_SPREAD = 0.56
"""Of a place's width, what its dots take."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "up": ((0, -1.2), (1.2, 1), (-1.2, 1)),
    "down": ((0, 1.2), (1.2, -1), (-1.2, -1)),
}  # fmt: skip


@dataclass(frozen=True)
class DotSeries:
    """What has a dot at each place.

    Attributes:
        name: of the series.
        title: in the legend.
        hue: of the theme's series.
        shape: "circle", "square", "diamond", "up" or "down": told apart without colours.
    """

    name: str
    title: str
    hue: int
    shape: str = "circle"


@dataclass(frozen=True)
class DotGroup:
    """A place.

    Attributes:
        of: what it stands for.
        title: below it.
        note: below that.
        is_joined: whether lines go on to it.
        values: by series the value and the ends of its interval, where there is one.
    """

    of: Any
    title: str
    note: str
    values: dict[str, tuple[float, float | None, float | None]]
    is_joined: bool = True


@dataclass(frozen=True)
class Spot:
    """A dot as it is drawn; heights in values of the axis."""

    series: str
    group: DotGroup
    x: float
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DotPicture:
    """What is drawn.

    Attributes:
        series, groups: of the dots.
        unit: of the upright axis.
        axis: what the places are.
        ends: of the upright axis; None to fit the values.
        zero: whether 0 is always within, and set apart.
        level: a value to be compared with and what it is; None for none.
        num_apart: groups at the left that a line sets apart.
    """

    series: Sequence[DotSeries]
    groups: Sequence[DotGroup]
    unit: str
    axis: str
    ends: tuple[float, float] | None = None
    zero: bool = False
    level: tuple[float, str] | None = None
    num_apart: int = 0


class DotGroupsChart(QWidget):
    """Draws a `DotPicture`; whoever derives from it says what a dot is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture: DotPicture | None = None
        self._spots: list[Spot] = []
        self._hovered: Spot | None = None
        theme.notifier().theme_changed.connect(self.update)

    def show_picture(self, picture: DotPicture) -> None:
        """Draw something."""
        self._picture, self._hovered = picture, None
        self.setAccessibleName(picture.unit)
        self.setAccessibleDescription("\n".join(_sentences(picture)))
        self.update()

    def spots(self) -> list[Spot]:
        """The dots as they are drawn."""
        self._place()
        return list(self._spots)

    def tip_of(self, spot: Spot) -> str:
        """What is said of a dot."""
        return with_colon(spot.group.title, number(spot.value))

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 300)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(360, 200)

    # ------------------------------------------------------------------ places

    @property
    def _area(self) -> QRectF:
        places = self._legend_places()
        top = _TOP + _LINE * (1 + (places[-1][1] if places else 0))
        return QRectF(self.rect()).adjusted(_LEFT, top, -_RIGHT, -_BOTTOM)

    def _legend_titles(self) -> list[str]:
        picture = self._picture
        if picture is None:
            return []
        titles = [each.title for each in picture.series]
        return titles if picture.level is None else [*titles, picture.level[1]]

    def _legend_places(self) -> list[tuple[float, int]]:
        """Where each entry begins, and in which line."""
        font = self.font()
        font.setPixelSize(theme.current().sizes.font_small)
        measure = QFontMetricsF(font)
        found, x, line = [], float(_LEFT), 0
        for title in self._legend_titles():
            room = measure.horizontalAdvance(title) + 34
            if x > _LEFT and x + room - 18 > self.width() - _RIGHT:
                x, line = float(_LEFT), line + 1
            found.append((x, line))
            x += room
        return found

    def _place(self) -> None:
        picture, self._spots = self._picture, []
        if picture is None:
            return
        area = self._area
        width = area.width() / max(1, len(picture.groups))
        count = len(picture.series)
        for column, group in enumerate(picture.groups):
            for place, series in enumerate(picture.series):
                share = 0.0 if count == 1 else place / (count - 1) - 0.5
                x = area.left() + width * (column + 0.5 + _SPREAD * share)
                if series.name in group.values:
                    self._spots.append(Spot(series.name, group, x, *group.values[series.name]))

    def _range(self) -> tuple[float, float]:
        picture = self._picture
        if picture is not None and picture.ends is not None:
            return picture.ends
        ends = [
            end for spot in self._spots for end in (spot.value, spot.low, spot.high)
            if end is not None
        ]  # fmt: skip
        low, high = min(ends, default=0.0), max(ends, default=1.0)
        if picture is not None and picture.zero:
            low, high = min(low, 0.0), max(high, 0.0)
        room = 0.06 * (high - low) or 0.5
        return low - room, high + room

    def _y(self, value: float, ends: tuple[float, float]) -> float:
        low, high = ends
        return self._area.bottom() - (value - low) / (high - low) * self._area.height()

    # ------------------------------------------------------------------ drawing

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self._picture
        if picture is None:
            return
        self._place()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, ends = theme.current(), self._range()
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.fillRect(self._area, QColor(look.plot_background))
        self._draw_scale(painter, picture, ends)
        self._draw_places(painter, picture)
        for series in picture.series:
            self._draw_series(painter, series, ends)
        self._draw_legend(painter, picture)

    def _draw_scale(
        self, painter: QPainter, picture: DotPicture, ends: tuple[float, float]
    ) -> None:
        look, area = theme.current(), self._area
        for value in ticks(*ends, max(2, int(area.height() / _ROOM))):
            y = self._y(value, ends)
            is_zero = picture.zero and abs(value) < 1e-12
            painter.setPen(QPen(QColor(look.muted_text if is_zero else look.plot_grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(look.muted_text))
            place = QRectF(20, y - 9, area.left() - 26, 18)
            painter.drawText(place, RIGHT, number(value))
        if picture.level is not None:
            y = self._y(picture.level[0], ends)
            painter.setPen(_level_pen())
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(look.muted_text))
        painter.save()
        painter.translate(12, area.center().y())
        painter.rotate(-90)
        painter.drawText(
            QRectF(-area.height() / 2, -9, area.height(), 18),
            Qt.AlignmentFlag.AlignCenter,
            picture.unit,
        )
        painter.restore()

    def _draw_places(self, painter: QPainter, picture: DotPicture) -> None:
        look, area = theme.current(), self._area
        width = area.width() / max(1, len(picture.groups))
        for column, group in enumerate(picture.groups):
            left = area.left() + column * width
            if column % 2:
                shade = QColor(look.plot_grid)
                shade.setAlpha(40)
                painter.fillRect(QRectF(left, area.top(), width, area.height()), shade)
            painter.setPen(QColor(look.text))
            below = QRectF(left, area.bottom() + 4, width, 18)
            painter.drawText(below, _CENTRE, group.title)
            painter.setPen(QColor(look.muted_text))
            painter.drawText(below.translated(0, 16), _CENTRE, group.note)
        if picture.num_apart:
            x = area.left() + width * picture.num_apart
            painter.setPen(QPen(QColor(look.strong_border), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QColor(look.muted_text))
        below = QRectF(area.left(), area.bottom() + 38, area.width(), 18)
        painter.drawText(below, _CENTRE, picture.axis)

    def _draw_series(self, painter: QPainter, series: DotSeries, ends: tuple[float, float]) -> None:
        colour = QColor(theme.current().series_colour(series.hue))
        spots = [spot for spot in self._spots if spot.series == series.name]
        line = [
            QPointF(spot.x, self._y(spot.value, ends)) for spot in spots if spot.group.is_joined
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
            painter.drawPath(_shape(series.shape, QPointF(spot.x, y), size))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_legend(self, painter: QPainter, picture: DotPicture) -> None:
        look, places = theme.current(), self._legend_places()
        for place, title in enumerate(self._legend_titles()):
            x, line = places[place]
            y = _TOP + _LINE * line
            if place < len(picture.series):
                series = picture.series[place]
                colour = QColor(look.series_colour(series.hue))
                painter.setPen(QPen(colour, 1.5))
                painter.setBrush(colour)
                painter.drawPath(_shape(series.shape, QPointF(x + 6, y + 2), _DOT))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.setPen(_level_pen())
                painter.drawLine(QPointF(x, y + 2), QPointF(x + 12, y + 2))
            painter.setPen(QColor(look.text))
            painter.drawText(QPointF(x + 16, y + 6), title)

    # ------------------------------------------------------------------ under the mouse

    def _spot_at(self, place: QPointF) -> Spot | None:
        ends = self._range()
        near = [
            ((spot.x - place.x()) ** 2 + (self._y(spot.value, ends) - place.y()) ** 2, at)
            for at, spot in enumerate(self._spots)
        ]
        distance, at = min(near, default=(_NEAR**2 + 1, -1))
        return self._spots[at] if distance <= _NEAR**2 else None

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


def _sentences(picture: DotPicture) -> Iterator[str]:
    """Every dot with its interval, for those who cannot see them."""
    for group in picture.groups:
        said = []
        for series in picture.series:
            if series.name in group.values:
                value, low, high = group.values[series.name]
                ends = (
                    ""
                    if low is None or high is None
                    else f" ({number_of(low)} – {number_of(high)})"
                )
                said.append(f"{series.title} {number_of(value)}{ends}")
        yield with_colon(f"{group.title} ({group.note})", with_semicolons(said) or "–")
    if picture.level is not None:
        yield with_colon(picture.level[1], number_of(picture.level[0]))


def _level_pen() -> QPen:
    return QPen(QColor(theme.current().muted_text), 1.5, Qt.PenStyle.DashLine)


def _shape(name: str, at: QPointF, size: float) -> QPainterPath:
    path, x, y = QPainterPath(), at.x(), at.y()
    corners = _CORNERS.get(name)
    if corners is None:
        path.addEllipse(at, size, size)
    else:
        path.addPolygon(QPolygonF([QPointF(x + size * dx, y + size * dy) for dx, dy in corners]))
        path.closeSubpath()
    return path
