"""Curves over steps that grow while one looks: cheap to feed, drawn at their own rate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.plots.chart_header import ChartHeader
from memstudio.gui.plots.curve import Curve, Values, thinned
from memstudio.gui.plots.value_axis import ValueAxis, number, number_of
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_DRAW_EVERY_MS = 250
_FAINT = 60
_MARGIN = 0.06
_HEIGHT = 180
# So few points are drawn as dots too: a line through them alone says too little.
_FEW = 30
# Pixels; of all points in one only the lowest and the highest are drawn.
_COLUMN = 2


@dataclass
class _Series:
    """A curve and what is drawn of it."""

    name: str
    hue: int
    is_smoothed: bool
    is_dotted: bool
    line: pg.PlotDataItem
    faint: pg.PlotDataItem
    is_shown: bool = True
    curve: Curve = field(default_factory=Curve)


class LineChart(QWidget):
    """Curves with a legend, units, and the values under the mouse.

    The wheel zooms along x, a drag moves, a double click shows everything again; y follows.

    Attributes:
        header: title, legend, smoothing, scale.

    Args:
        title: what the chart is about.
        x_label: what is counted along x.
        y_label: what is measured, with its unit.
        empty_text: what is written while there is nothing to draw.
    """

    def __init__(
        self,
        title: str,
        x_label: str,
        y_label: str,
        empty_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._x_label = x_label
        self._series: dict[str, _Series] = {}
        self._is_dirty = True
        self._follows = True
        self._left = ValueAxis("left")
        self._bottom = ValueAxis("bottom", is_whole=True)
        self.plot = pg.PlotWidget(axisItems={"left": self._left, "bottom": self._bottom})
        self._set_up_plot(title, y_label)
        self.header = ChartHeader(title)
        self.header.changed.connect(self._on_header_changed)
        self.header.legend.visibility_changed.connect(self._on_legend_visibility_changed)
        self.header.copy_requested.connect(self._on_header_copy_requested)
        self.header.whole_requested.connect(self.show_everything)
        self.plot.addActions(self.header.menu_actions)
        self.plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._empty = QLabel(empty_text, self.plot)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.plot.addItem(self._cross, ignoreBounds=True)
        self._dots = pg.ScatterPlotItem(size=8)
        self.plot.addItem(self._dots, ignoreBounds=True)
        self._make_readout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().sizes.space_xs)
        layout.addWidget(self.header)
        layout.addWidget(self.plot, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAW_EVERY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.plot.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        self.plot.getViewBox().sigRangeChangedManually.connect(self._on_box_range_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _set_up_plot(self, title: str, y_label: str) -> None:
        plot = self.plot
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setLabel("bottom", self._x_label)
        plot.setLabel("left", y_label)
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setAccessibleName(title)
        plot.setMinimumHeight(_HEIGHT)
        plot.getViewBox().setMouseEnabled(x=True, y=False)
        plot.getViewBox().disableAutoRange()
        self._left.setWidth(58)

    def _make_readout(self) -> None:
        self._readout = QFrame(self.plot)
        self._readout.setProperty("role", "floating")
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._values = QLabel(self._readout)
        self._values.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self._readout)
        column.setContentsMargins(10, 6, 10, 6)
        column.addWidget(self._values)
        self._readout.hide()

    # ------------------------------------------------------------------ feeding

    def add_series(
        self, name: str, hue: int, *, is_smoothed: bool = False, is_dotted: bool = False
    ) -> None:
        """Add a curve.

        Args:
            name: in the legend and in copied tables.
            hue: its place among the theme's colours for curves.
            is_smoothed: whether the slider smooths it; what is measured is then drawn faintly.
            is_dotted: whether there are points only, too far from each other for a line.
        """
        faint = pg.PlotDataItem()
        line = pg.PlotDataItem(antialias=True, symbolSize=6)
        for item in (faint, line):
            self.plot.addItem(item, ignoreBounds=True)
        self._series[name] = _Series(name, hue, is_smoothed, is_dotted, line, faint)
        self.header.add_series(name, hue, is_smoothed=is_smoothed)
        self._on_theme_changed()

    def append(self, name: str, x: float, y: float) -> None:
        """Add a point; it is drawn at the next turn of the chart's own clock.

        What is no finite number is left out.
        """
        if math.isfinite(y):
            self._series[name].curve.append(x, y)
            self._touch()

    def clear(self) -> None:
        """Forget all points."""
        for series in self._series.values():
            series.curve.clear()
        self.show_everything()

    def points(self, name: str) -> tuple[list[float], list[float]]:
        """The points of a curve as they were measured."""
        curve = self._series[name].curve
        return curve.x.tolist(), curve.y.tolist()

    def set_empty_text(self, text: str) -> None:
        """Write something else while there is nothing to draw."""
        self._empty.setText(text)

    def as_text(self, separator: str = "\t") -> str:
        """All points as a table: curve, x, y."""
        rows = [(self.tr("curve"), self._x_label, str(self._left.labelText))]
        for series in self._series.values():
            pairs = zip(series.curve.x, series.curve.y, strict=True)
            rows += [(series.name, f"{x:.15g}", f"{y:.6g}") for x, y in pairs]
        quoted = (
            [f'"{cell}"' if separator in cell or '"' in cell else cell for cell in row]
            for row in rows
        )
        return "\n".join(separator.join(row) for row in quoted) + "\n"

    # ------------------------------------------------------------------ drawing

    @Slot()
    def show_everything(self) -> None:
        """Undo all zooming, and follow what comes."""
        self._follows = True
        self._touch()

    def _touch(self) -> None:
        self._is_dirty = True
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._is_dirty and self.isVisible():
            self.draw()
        else:
            self._timer.stop()

    def draw(self) -> None:
        """Draw what there is; the chart's clock calls this."""
        self._is_dirty = False
        low, high = self._x_range()
        lows, highs = [], []
        for series in self._series.values():
            few = len(series.curve) <= _FEW and not series.is_smoothed
            series.line.setSymbol("o" if few or series.is_dotted else None)
            for item, values in (
                (series.faint, self._raw(series)),
                (series.line, self._shown(series)),
            ):
                x, y = self._drawn(series.curve, values, low, high)
                item.setData(x, y)
                if len(y):
                    lows.append(float(y.min()))
                    highs.append(float(y.max()))
            last = number_of(series.curve.y[-1]) if len(series.curve) else None
            self.header.legend.show_value(series.name, last)
        if lows:
            self._show_range(low, high, min(lows), max(highs))
        has_points = any(len(series.curve) for series in self._series.values())
        self._empty.setVisible(not has_points)
        for axis in (self._left, self._bottom):
            if axis.style["showValues"] != has_points:
                axis.setStyle(showValues=has_points)
        if not lows:
            self._hide_cross()

    def _drawn(
        self, curve: Curve, values: Values | None, low: float, high: float
    ) -> tuple[Values, Values]:
        """What is to be drawn of a curve, in the units of the axes."""
        if values is None:
            return np.empty(0), np.empty(0)
        part = curve.within(low, high)
        columns = max(50, int(self.plot.getViewBox().width() / _COLUMN))
        x, y = thinned(curve.x[part], values[part], columns)
        return (x[y > 0], np.log10(y[y > 0])) if self._left.is_logarithmic else (x, y)

    def _raw(self, series: _Series) -> Values | None:
        smooth = series.is_smoothed and self.header.smoothing > 0
        return series.curve.y if smooth and series.is_shown else None

    def _shown(self, series: _Series) -> Values | None:
        if not series.is_shown:
            return None
        curve = series.curve
        return curve.smoothed(self.header.smoothing) if series.is_smoothed else curve.y

    def _x_range(self) -> tuple[float, float]:
        if not self._follows:
            low, high = self.plot.getViewBox().viewRange()[0]
            return float(low), float(high)
        ends = [
            x for s in self._series.values() if len(s.curve) for x in (s.curve.x[0], s.curve.x[-1])
        ]
        return (float(min(ends)), float(max(ends))) if ends else (0.0, 1.0)

    def _show_range(self, low: float, high: float, bottom: float, top: float) -> None:
        box = self.plot.getViewBox()
        if self._follows:
            room = max(1.0, high - low) * 0.02
            box.setXRange(low - room, high + room, padding=0)
        room = (top - bottom) * _MARGIN or abs(top) * _MARGIN or 1.0
        box.setYRange(bottom - room, top + room, padding=0)

    # ------------------------------------------------------------------ under the mouse

    @Slot(object)
    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        box = self.plot.getViewBox()
        if not box.sceneBoundingRect().contains(position) or self._empty.isVisible():
            self._hide_cross()
            return
        self._show_cross(float(box.mapSceneToView(position).x()), position)

    def _show_cross(self, x: float, position: QPointF) -> None:
        look = theme.current()
        rows, dots = [], []
        at: float | None = None
        for series in self._series.values():
            values = self._shown(series)
            index = series.curve.nearest(x)
            if values is None or index is None:
                continue
            place, value = float(series.curve.x[index]), float(values[index])
            # The first curve leads; others say at which x their nearest point is.
            at = place if at is None else at
            colour = look.series_colour(series.hue)
            note = [number_of(float(series.curve.y[index]))] if series.is_smoothed else []
            note += [f"@ {number(place)}"] if place != at else []
            rows.append(
                f'<span style="color:{colour}">●</span> {series.name} '
                f"<b>{number_of(value)}</b> "
                f'<span style="color:{look.muted_text}">{" ".join(note)}</span>'
            )
            if not self._left.is_logarithmic or value > 0:
                y = math.log10(value) if self._left.is_logarithmic else value
                dots.append({"pos": (place, y), "brush": QColor(colour), "pen": None})
        if at is None:
            self._hide_cross()
            return
        self._dots.setData(dots)
        self._cross.setPos(at)
        self._cross.show()
        self._values.setText("<br>".join([f"{self._x_label} <b>{number(at)}</b>", *rows]))
        self._place_readout(self.plot.mapFromScene(position))

    def _place_readout(self, at: object) -> None:
        point = at if isinstance(at, QPointF) else QPointF(at)  # type: ignore[call-overload]
        self._readout.adjustSize()
        width, gap = self._readout.width(), 16
        left = point.x() + gap
        if left + width > self.plot.width() - 4:
            left = point.x() - gap - width
        top = min(max(4.0, point.y() - self._readout.height() - gap), float(self.plot.height()))
        self._readout.move(int(left), int(top))
        self._readout.show()
        self._readout.raise_()

    def _hide_cross(self) -> None:
        self._cross.hide()
        self._dots.clear()
        self._readout.hide()

    # ------------------------------------------------------------------ gestures

    @Slot(object)
    def _on_box_range_changed(self, _: object) -> None:
        self._follows = False
        self._touch()

    @Slot()
    def _on_header_changed(self) -> None:
        self._left.is_logarithmic = self.header.is_logarithmic
        self._left.picture = None
        self.draw()

    @Slot(str, bool)
    def _on_legend_visibility_changed(self, name: str, is_shown: bool) -> None:
        self._series[name].is_shown = is_shown
        self.draw()

    @Slot(str)
    def _on_header_copy_requested(self, separator: str) -> None:
        self.header.copy(self.as_text(separator))

    # ------------------------------------------------------------------ look

    @Slot()
    def _on_theme_changed(self, _: object = None) -> None:
        look = theme.current()
        self.plot.setBackground(look.plot_background)
        for axis in (self._left, self._bottom):
            axis.setPen(QColor(look.plot_grid))
            axis.setTextPen(QColor(look.muted_text))
            axis.setGrid(110)
        self._cross.setPen(pg.mkPen(look.faint_text, width=1))
        for series in self._series.values():
            colour = QColor(look.series_colour(series.hue))
            series.line.setPen(None if series.is_dotted else pg.mkPen(colour, width=2))
            series.line.setSymbolBrush(colour)
            series.line.setSymbolPen(None)
            colour.setAlpha(_FAINT)
            series.faint.setPen(pg.mkPen(colour, width=1))

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, self.header.sizeHint().height() + _HEIGHT)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._touch()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.plot.rect().adjusted(70, 10, -20, -50))
        self._touch()

    @override
    def leaveEvent(self, event: object) -> None:
        self._hide_cross()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_everything()
