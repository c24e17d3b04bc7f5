"""What all charts of curves have in common: axes, lines, gestures, the readout, the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.drag_out import copy_picture, drag_picture
from memstudio.gui.plots.chart_actions import ChartActions
from memstudio.gui.plots.chart_header import ChartHeader
from memstudio.gui.plots.chart_line import FEW, ChartLine
from memstudio.gui.plots.chart_numbers import ChartNumbers, Column, as_text
from memstudio.gui.plots.chart_readout import ChartReadout
from memstudio.gui.plots.chart_words import SpokenChart, curve_sentences
from memstudio.gui.plots.curve_bundle import CurveBundle, Stroke
from memstudio.gui.plots.plot_grid import PlotGrid
from memstudio.gui.plots.value_axis import ValueAxis
from memstudio.gui.plots.whole_button import WholeButton
from memstudio.gui.plots.zoom_box import ZoomBox
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtGui import QMouseEvent, QShowEvent

    from memstudio.gui.plots.curve import Values

FRAME_MS = 16
# Edges are smoothed when nothing has moved for so long.
_SETTLE_MS = 150
_MARGIN = 0.06
# Of more curves, lines are drawn thin.
_FEW_CURVES = 10
_FAINT = 60
_GRID = 110
_TICK = -5  # pixels; outwards when negative
_DOT = 6
_TOP = 9


class Chart(QWidget):
    """Curves over each other, drawn at the chart's own rate.

    The wheel zooms along x, a drag moves, a drag with Shift zooms to a stretch, a double click
    shows everything again; keys do the same. y follows what is seen.

    Attributes:
        header: title, legend, smoothing, scale.
        plot: where it is drawn.
        whole_button: undoes zooming; seen over the plot while there is some to undo.

    Args:
        title: what is drawn, for those who cannot see it.
        caption: written above it.
        empty_text: what is written while there is nothing to draw.
        height: the least, of the plot.
        is_whole: whether x are whole numbers.
    """

    def __init__(
        self,
        title: str,
        caption: str,
        empty_text: str,
        height: int,
        *,
        is_whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines: dict[Hashable, ChartLine] = {}
        self._follows = True
        self._x_label = self._y_label = ""
        self._left = ValueAxis("left")
        self._bottom = ValueAxis("bottom", is_whole=is_whole)
        self._box = ZoomBox()
        axes = {"left": self._left, "bottom": self._bottom}
        self.plot = pg.PlotWidget(viewBox=self._box, axisItems=axes)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(title)
        self.plot.setMinimumHeight(height)
        # Half of a number beside the topmost line of the grid lies above the plot.
        self.plot.getPlotItem().layout.setContentsMargins(1, _TOP, 1, 1)
        self._grid = PlotGrid(self._box, self._left, self._bottom)
        self._bundle = CurveBundle(self._box)
        self._dots = pg.ScatterPlotItem(size=_DOT, pen=None)
        self.plot.addItem(self._dots, ignoreBounds=True)
        self._readout = ChartReadout(self.plot)
        self._empty = QLabel(empty_text, self.plot)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.whole_button = WholeButton(self.plot)
        self.header = ChartHeader(caption)
        self.numbers = ChartNumbers(title)
        self.actions_of_chart = ChartActions(self.plot)
        self._views = QStackedWidget()
        self._views.addWidget(self.plot)
        self._views.addWidget(self.numbers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().sizes.space_xs)
        column.addWidget(self.header)
        column.addWidget(self._views, 1)
        drag_picture(self.header.caption, lambda: self, lambda: title)
        self.actions_of_chart.picture_requested.connect(lambda: copy_picture(self, title))
        self._spoken = SpokenChart(self.plot, self.sentences)
        self._timer = single_shot(self, FRAME_MS, self.draw)
        self._settle_timer = single_shot(self, _SETTLE_MS, self._on_settle_timer_timeout)
        self._connect()
        self._paint_look()

    def _connect(self) -> None:
        self.header.changed.connect(self._on_header_changed)
        self.whole_button.clicked.connect(self.show_everything)
        self.header.numbers_toggled.connect(self._on_header_numbers_toggled)
        self.actions_of_chart.whole_requested.connect(self.show_everything)
        self.actions_of_chart.zoom_requested.connect(self._box.zoom)
        self.actions_of_chart.move_requested.connect(self._box.move_by)
        self.actions_of_chart.copy_requested.connect(self._on_actions_copy_requested)
        self.plot.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        self._box.sigResized.connect(self._on_box_resized)
        self._box.sigRangeChangedManually.connect(self._on_box_range_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    # ------------------------------------------------------------------ what is drawn

    def name_axes(self, x_label: str, y_label: str) -> None:
        """Say what is counted along x and what is measured, with its unit."""
        self._x_label, self._y_label = x_label, y_label
        self._fit_names()

    def _fit_names(self) -> None:
        """Write the names of the axes, shortened to their lengths."""
        room = self._box.size()
        for axis, name, length in (
            (self._bottom, self._x_label, room.width()),
            (self._left, self._y_label, room.height()),
        ):
            metrics = QFontMetricsF(axis.label.font())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, length)
            if text != axis.labelText:
                axis.setLabel(text)

    def points(self, key: Hashable) -> tuple[list[float], list[float]]:
        """The points of a curve as they were measured."""
        curve = self._lines[key].curve
        return curve.x.tolist(), curve.y.tolist()

    def drawn(self, key: Hashable) -> tuple[Values, Values]:
        """The points of a curve as they are drawn: smoothed, in units of the axes."""
        line = self._lines[key]
        values = self._values(line)
        return (np.empty(0), np.empty(0)) if values is None else self._on_axes(line.curve.x, values)

    def set_empty_text(self, text: str) -> None:
        """Write something else while there is nothing to draw."""
        self._empty.setText(text)

    def as_text(self, separator: str = "\t") -> str:
        """All points as a table: curve, x, y."""
        heads = (self.header.name_of_curves, self._x_label, self._y_label)
        return as_text(heads, self._columns(only_shown=False), separator)

    def sentences(self) -> tuple[str, ...]:
        """The curves in words."""
        return curve_sentences(self._x_label, self._y_label, self._columns(only_shown=True))

    def _columns(self, *, only_shown: bool) -> list[Column]:
        return [
            Column(line.name, line.curve.x, line.curve.y)
            for line in self._lines.values()
            if len(line.curve) and (line.is_shown or not only_shown)
        ]

    # ------------------------------------------------------------------ drawing

    @Slot()
    def show_everything(self) -> None:
        """Undo all zooming, and follow what comes."""
        self._follows = True
        self._touch()

    def carried_zoom(self) -> list[float] | None:
        """The stretch of x that is seen, for another window; None while everything is."""
        return None if self._follows else self._box.viewRange()[0]

    def carry_zoom_on(self, state: list[float]) -> None:
        """Show the stretch that another window showed."""
        self._box.setXRange(*state, padding=0)
        self._follows = False
        self._touch()

    def _touch(self, wait: int = FRAME_MS) -> None:
        """Draw soon; when it is to be drawn earlier already, then."""
        is_early = self._timer.isActive() and self._timer.remainingTime() <= wait
        if not is_early and self.isVisible():
            self._timer.start(wait)

    @Slot()
    def draw(self) -> None:
        """Draw what there is; the chart's clock calls this."""
        self._timer.stop()
        low, high = self._x_range()
        strokes: list[Stroke] = []
        spots: list[dict[str, object]] = []
        ends: list[tuple[float, float]] = []
        for line in self._lines.values():
            values = self._values(line)
            if values is None:
                continue
            part = line.curve.within(low, high)
            is_smooth = line.has_faint and values is not line.curve.y and self._smoothes(line)
            layers = [(line.curve.y, _FAINT)] if is_smooth else []
            for layer, alpha in (*layers, (values, 255)):
                x, y = self._on_axes(line.curve.x[part], layer[part])
                if not len(y):
                    continue
                ends.append((float(y.min()), float(y.max())))
                if line.is_dotted or (len(line.curve) <= FEW and not layers):
                    spots += [
                        {"pos": at, "brush": self._colour(line)} for at in zip(x, y, strict=True)
                    ]
                if not line.is_dotted:
                    width = self._width if alpha == 255 else 1
                    strokes.append(Stroke(x, y, self._colour(line, alpha), width))
        if ends:
            self._show_range(low, high, min(e[0] for e in ends), max(e[1] for e in ends))
        self._bundle.show_strokes(strokes)
        self._dots.setData(spots)
        self._show_whether_empty()
        self._spoken.touch()
        self.whole_button.setHidden(self._follows)
        if not self.numbers.isHidden():
            self._fill_numbers()

    @property
    def _width(self) -> int:
        return 2 if len(self._lines) <= _FEW_CURVES else 1

    def _show_whether_empty(self) -> None:
        has_points = any(len(line.curve) for line in self._lines.values())
        self._empty.setVisible(not has_points)
        for axis in (self._left, self._bottom):
            if axis.style["showValues"] != has_points:
                axis.setStyle(showValues=has_points, tickLength=_TICK if has_points else 0)
        self._grid.setVisible(has_points)
        if not has_points:
            self._leave()

    def _smoothes(self, line: ChartLine) -> bool:
        return line.is_smoothed and self.header.smoothing > 0

    def _values(self, line: ChartLine) -> Values | None:
        """The y that are drawn; None when the line is hidden."""
        if not line.is_shown:
            return None
        return line.curve.smoothed(self.header.smoothing) if self._smoothes(line) else line.curve.y

    def _on_axes(self, x: Values, y: Values) -> tuple[Values, Values]:
        # What has no logarithm is left out.
        return (x[y > 0], np.log10(y[y > 0])) if self._left.is_logarithmic else (x, y)

    def _x_range(self) -> tuple[float, float]:
        if not self._follows:
            low, high = self._box.viewRange()[0]
            return float(low), float(high)
        curves = [line.curve for line in self._lines.values() if len(line.curve)]
        if not curves:
            return 0.0, 1.0
        return min(float(c.x[0]) for c in curves), max(float(c.x[-1]) for c in curves)

    def _show_range(self, low: float, high: float, bottom: float, top: float) -> None:
        if self._follows:
            room = (high - low or 1.0) * 0.02
            self._box.setXRange(low - room, high + room, padding=0)
        room = (top - bottom) * _MARGIN or abs(top) * _MARGIN or 1.0
        self._box.setYRange(bottom - room, top + room, padding=0)
        self._left.make_room(bottom - room, top + room, self._box.height())

    def _fill_numbers(self) -> None:
        self.numbers.show_columns(self._x_label, self._columns(only_shown=True))

    # ------------------------------------------------------------------ under the mouse

    @Slot(object)
    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        is_inside = self._box.sceneBoundingRect().contains(position)
        is_dragged = bool(self.plot.scene().dragButtons)
        if not is_inside or is_dragged or not self._empty.isHidden():
            self._leave()
            return
        self._read(self._box.mapSceneToView(position), self.plot.mapFromScene(position))

    def _read(self, at: QPointF, spot: QPoint) -> None:
        """Say what is at a place, in units of the axes, beside `spot`; nothing unless a chart does."""

    def _leave(self) -> None:
        """The mouse is not over the curves."""
        self._readout.hide()

    def _height_of(self, value: float) -> float | None:
        """Where a value is along y; None for what has no logarithm."""
        if not self._left.is_logarithmic:
            return value
        return math.log10(value) if value > 0 else None

    # ------------------------------------------------------------------ gestures

    def _move(self) -> None:
        """Something moves: draw quickly now, and well when it has come to rest."""
        self._bundle.is_smooth = False
        self._settle_timer.start()
        self._touch()

    @Slot()
    def _on_settle_timer_timeout(self) -> None:
        self._bundle.is_smooth = True
        self._touch()

    @Slot(object)
    def _on_box_range_changed(self, _: object) -> None:
        # Where there is nothing, there is nothing to zoom to.
        self._follows = not self._empty.isHidden()
        self._move()

    @Slot(object)
    def _on_box_resized(self, _: object) -> None:
        self._empty.setGeometry(self._box.sceneBoundingRect().toRect())
        self.whole_button.keep_in_corner()
        self._fit_names()
        self._move()

    @Slot()
    def _on_header_changed(self) -> None:
        self._left.is_logarithmic = self.header.is_logarithmic
        self._left.picture = None
        self.draw()

    @Slot(bool)
    def _on_header_numbers_toggled(self, is_wanted: bool) -> None:
        if is_wanted:
            self._fill_numbers()
        self._views.setCurrentWidget(self.numbers if is_wanted else self.plot)
        self._touch()

    @Slot(str)
    def _on_actions_copy_requested(self, separator: str) -> None:
        self.actions_of_chart.copy(self.as_text(separator))

    # ------------------------------------------------------------------ look

    @staticmethod
    def _colour(line: ChartLine, alpha: int = 255) -> QColor:
        colour = QColor(theme.current().series_colour(line.hue))
        colour.setAlpha(alpha)
        return colour

    def _paint_look(self) -> None:
        look = theme.current()
        self.plot.setBackground(look.plot_background)
        grid = QColor(look.plot_grid)
        for axis in (self._left, self._bottom):
            axis.setPen(grid)
            axis.setTextPen(QColor(look.muted_text))
        grid.setAlpha(_GRID)
        self._grid.set_colour(grid)

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self._paint_look()
        self._touch()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._touch()

    @override
    def leaveEvent(self, event: object) -> None:
        self._leave()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_everything()
