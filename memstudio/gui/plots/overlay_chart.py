"""The curves of many runs over each other: thinned to the pixels there are, whatever is zoomed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.plots.chart_header import ChartHeader
from memstudio.gui.plots.curve import Curve, Values, thinned
from memstudio.gui.plots.value_axis import ValueAxis, number, number_of
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QResizeEvent, QShowEvent

_FRAME_MS = 16
_MARGIN = 0.06
_HEIGHT = 140
# So few points are drawn as dots too: a line through them alone says too little.
_FEW = 30
# Pixels; of all points in one only the lowest and the highest are drawn.
_COLUMN = 2
# Of more curves, lines are drawn thin and plainly, so that moving stays smooth.
_FEW_CURVES = 10
_MOST_COLUMNS = 450
_NEAR = 60.0


@dataclass
class _Drawn:
    """A curve and what is drawn of it."""

    name: str
    hue: int
    line: pg.PlotCurveItem
    is_shown: bool = True
    curve: Curve = field(default_factory=Curve)


class OverlayChart(QWidget):
    """Curves by key, with the nearest named under the mouse.

    The wheel zooms along x, a drag moves, a double click shows everything again; y follows.

    Signals:
        hovered: the key of the curve under the mouse; None when there is none.

    Attributes:
        header: smoothing and scale; its legend is not used.

    Args:
        title: what is drawn, for those who cannot see it.
        empty_text: what is written while there is nothing to draw.
    """

    hovered = Signal(object)

    def __init__(self, title: str, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: dict[object, _Drawn] = {}
        self._follows = True
        self._marked: object = None
        self._x_label = ""
        self._left = ValueAxis("left")
        self._bottom = ValueAxis("bottom")
        self.plot = pg.PlotWidget(axisItems={"left": self._left, "bottom": self._bottom})
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(title)
        self.plot.setMinimumHeight(_HEIGHT)
        box = self.plot.getViewBox()
        box.setMouseEnabled(x=True, y=False)
        box.disableAutoRange()
        self._left.setWidth(58)
        self.header = ChartHeader("")
        self.header.legend.hide()
        self.header.changed.connect(self._on_header_changed)
        self.header.copy_requested.connect(self._on_header_copy_requested)
        self.header.whole_requested.connect(self.show_everything)
        self.plot.addActions(self.header.menu_actions)
        self.plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._empty = QLabel(empty_text, self.plot)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._dots = pg.ScatterPlotItem(size=6, pen=None)
        self.plot.addItem(self._dots, ignoreBounds=True)
        self._mark = pg.ScatterPlotItem(size=9, pen=None)
        self._mark.setZValue(20)
        self.plot.addItem(self._mark, ignoreBounds=True)
        self._make_readout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().sizes.space_xs)
        column.addWidget(self.header)
        column.addWidget(self.plot, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.draw)
        self.plot.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        box.sigXRangeChanged.connect(self._touch)
        box.sigResized.connect(self._touch)
        box.sigRangeChangedManually.connect(self._on_box_range_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _make_readout(self) -> None:
        self._readout = QFrame(self.plot)
        self._readout.setProperty("role", "floating")
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._values = QLabel(self._readout)
        self._values.setTextFormat(Qt.TextFormat.PlainText)
        inside = QVBoxLayout(self._readout)
        inside.setContentsMargins(10, 6, 10, 6)
        inside.addWidget(self._values)
        self._readout.hide()

    # ------------------------------------------------------------------ feeding

    def set_axes(self, x_label: str, y_label: str, *, is_smoothed: bool) -> None:
        """Name what is drawn over what, and whether the slider smooths it."""
        self._x_label = x_label
        self.plot.setLabel("bottom", x_label)
        self.plot.setLabel("left", y_label)
        self.header.slider.setVisible(is_smoothed)
        self._follows = True
        self._touch()

    def show_curve(self, key: object, name: str, hue: int, x: Values, y: Values) -> None:
        """Draw a curve, in place of the one with the same key.

        Args:
            key: tells it from others.
            name: of the run.
            hue: its place among the theme's colours for curves.
            x: growing.
            y: as many.
        """
        drawn = self._curves.get(key)
        if drawn is None:
            line = pg.PlotCurveItem(skipFiniteCheck=True)
            self.plot.addItem(line, ignoreBounds=True)
            drawn = self._curves[key] = _Drawn(name, hue, line)
        drawn.name, drawn.hue = name, hue
        drawn.curve.replace(x, y)
        if len(self._curves) == _FEW_CURVES + 1:
            self._paint_all()
        self._paint(key, drawn)
        self._touch()

    def keep_only(self, keys: Collection[object]) -> None:
        """Forget all other curves."""
        for key in [key for key in self._curves if key not in keys]:
            self.plot.removeItem(self._curves.pop(key).line)
        self._paint_all()
        self._mark_curve(None)
        self._touch()

    def set_shown(self, key: object, is_shown: bool) -> None:
        """Hide a curve, or bring it back."""
        if key in self._curves:
            self._curves[key].is_shown = is_shown
            self._touch()

    def points(self, key: object) -> tuple[list[float], list[float]]:
        """The points of a curve as they were measured."""
        curve = self._curves[key].curve
        return curve.x.tolist(), curve.y.tolist()

    def names(self) -> list[str]:
        """What is drawn, in its order."""
        return [drawn.name for drawn in self._curves.values() if drawn.is_shown]

    def as_text(self, separator: str = "\t") -> str:
        """All points as a table: run, x, y."""
        rows = [f"{self.tr('run')}{separator}{self._x_label}{separator}{self._left.labelText}"]
        for drawn in self._curves.values():
            name = drawn.name
            if separator in name or '"' in name:
                name = '"' + name.replace('"', '""') + '"'
            pairs = zip(drawn.curve.x.tolist(), drawn.curve.y.tolist(), strict=True)
            rows += [f"{name}{separator}{x:.15g}{separator}{y:.6g}" for x, y in pairs]
        return "\n".join(rows) + "\n"

    # ------------------------------------------------------------------ drawing

    @Slot()
    def show_everything(self) -> None:
        """Undo all zooming, and follow what comes."""
        self._follows = True
        self._touch()

    @Slot()
    def _touch(self, *_: object) -> None:
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    @Slot()
    def draw(self) -> None:
        """Draw what there is; the chart's clock calls this."""
        low, high = self._x_range()
        ends: list[tuple[float, float]] = []
        spots: list[dict[str, object]] = []
        columns = max(50, int(self.plot.getViewBox().width() / _COLUMN))
        if len(self._curves) > _FEW_CURVES:
            columns = max(50, min(columns, _MOST_COLUMNS) // 2)
        for drawn in self._curves.values():
            x, y = self._visible(drawn, low, high, columns)
            drawn.line.setData(x, y)
            if not len(y):
                continue
            ends.append((float(y.min()), float(y.max())))
            if len(drawn.curve) <= _FEW:
                colour = QColor(theme.current().series_colour(drawn.hue))
                spots += [
                    {"pos": (float(at), float(value)), "brush": colour}
                    for at, value in zip(x, y, strict=True)
                ]
        self._dots.setData(spots)
        if ends:
            self._show_range(low, high, min(e[0] for e in ends), max(e[1] for e in ends))
        has_points = any(len(drawn.curve) for drawn in self._curves.values())
        self._empty.setVisible(not has_points)
        for axis in (self._left, self._bottom):
            if axis.style["showValues"] != has_points:
                axis.setStyle(showValues=has_points)

    def _visible(
        self, drawn: _Drawn, low: float, high: float, columns: int
    ) -> tuple[Values, Values]:
        if not drawn.is_shown:
            return np.empty(0), np.empty(0)
        part = drawn.curve.within(low, high)
        x, y = thinned(drawn.curve.x[part], self._y(drawn)[part], columns)
        return (x[y > 0], np.log10(y[y > 0])) if self._left.is_logarithmic else (x, y)

    def _y(self, drawn: _Drawn) -> Values:
        is_smoothed = not self.header.slider.isHidden() and len(drawn.curve) > _FEW
        return drawn.curve.smoothed(self.header.smoothing) if is_smoothed else drawn.curve.y

    def _x_range(self) -> tuple[float, float]:
        if not self._follows:
            low, high = self.plot.getViewBox().viewRange()[0]
            return float(low), float(high)
        curves = [drawn.curve for drawn in self._curves.values() if len(drawn.curve)]
        if not curves:
            return 0.0, 1.0
        return float(min(c.x[0] for c in curves)), float(max(c.x[-1] for c in curves))

    def _show_range(self, low: float, high: float, bottom: float, top: float) -> None:
        box = self.plot.getViewBox()
        if self._follows:
            room = (high - low or 1.0) * 0.02
            box.setXRange(low - room, high + room, padding=0)
            self._timer.stop()
        room = (top - bottom) * _MARGIN or abs(top) * _MARGIN or 1.0
        box.setYRange(bottom - room, top + room, padding=0)

    # ------------------------------------------------------------------ under the mouse

    @Slot(object)
    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        box = self.plot.getViewBox()
        if not box.sceneBoundingRect().contains(position) or self._empty.isVisible():
            self._mark_curve(None)
            return
        at = box.mapSceneToView(position)
        width, height = box.viewPixelSize()
        best: tuple[float, object, float, float] | None = None
        for key, drawn in self._curves.items():
            index = drawn.curve.nearest(float(at.x()))
            if index is None or not drawn.is_shown:
                continue
            x, y = float(drawn.curve.x[index]), float(self._y(drawn)[index])
            if self._left.is_logarithmic:
                if y <= 0:
                    continue
                y = math.log10(y)
            distance = math.hypot((x - at.x()) / width, (y - at.y()) / height)
            if distance < _NEAR and (best is None or distance < best[0]):
                best = distance, key, x, y
        if best is None:
            self._mark_curve(None)
            return
        _, key, x, y = best
        self._mark_curve(key)
        drawn = self._curves[key]
        self._mark.setData(
            [{"pos": (x, y), "brush": QColor(theme.current().series_colour(drawn.hue))}]
        )
        value = 10.0**y if self._left.is_logarithmic else y
        self._values.setText(f"{drawn.name}\n{self._x_label} {number(x)}   {number_of(value)}")
        self._place_readout(QPointF(self.plot.mapFromScene(position)))

    def _place_readout(self, point: QPointF) -> None:
        self._readout.adjustSize()
        width, gap = self._readout.width(), 16
        left = point.x() + gap
        if left + width > self.plot.width() - 4:
            left = max(4.0, point.x() - gap - width)
        self._readout.move(int(left), int(max(4.0, point.y() - self._readout.height() - gap)))
        self._readout.show()
        self._readout.raise_()

    def mark(self, key: object) -> None:
        """Let a curve stand out; None for none."""
        before, self._marked = self._marked, key
        for each in (before, key):
            if each in self._curves:
                self._paint(each, self._curves[each])

    def _mark_curve(self, key: object) -> None:
        if key is None:
            self._mark.clear()
            self._readout.hide()
        if key != self._marked:
            self.mark(key)
            self.hovered.emit(key)

    # ------------------------------------------------------------------ gestures, look

    @Slot(object)
    def _on_box_range_changed(self, _: object) -> None:
        self._follows = False
        self._touch()

    @Slot()
    def _on_header_changed(self) -> None:
        self._left.is_logarithmic = self.header.is_logarithmic
        self._left.picture = None
        self.draw()

    @Slot(str)
    def _on_header_copy_requested(self, separator: str) -> None:
        self.header.copy(self.as_text(separator))

    def _paint_all(self) -> None:
        for key, drawn in self._curves.items():
            self._paint(key, drawn)

    def _paint(self, key: object, drawn: _Drawn) -> None:
        is_marked = key == self._marked
        is_few = len(self._curves) <= _FEW_CURVES
        width = 3 if is_marked else 2 if is_few else 1
        colour = QColor(theme.current().series_colour(drawn.hue))
        drawn.line.setPen(pg.mkPen(colour, width=width))
        drawn.line.opts["antialias"] = is_few or is_marked
        drawn.line.setZValue(10 if is_marked else 0)

    @Slot()
    def _on_theme_changed(self, _: object = None) -> None:
        look = theme.current()
        self.plot.setBackground(look.plot_background)
        for axis in (self._left, self._bottom):
            axis.setPen(QColor(look.plot_grid))
            axis.setTextPen(QColor(look.muted_text))
            axis.setGrid(110)
        self._paint_all()
        self._touch()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._touch()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.plot.rect().adjusted(70, 10, -20, -30))
        self._touch()

    @override
    def leaveEvent(self, event: object) -> None:
        self._mark_curve(None)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_everything()
