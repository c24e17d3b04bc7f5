"""The curves of many runs over each other; the one under the mouse stands out and is named."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Signal
from typing_extensions import override

from memstudio.gui.plots.chart import Chart
from memstudio.gui.plots.chart_line import ChartLine
from memstudio.gui.plots.curve_bundle import CurveBundle, Stroke
from memstudio.gui.plots.value_axis import number, number_of

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.plots.curve import Values

_HEIGHT = 140
_NEAR = 60.0
_MARKED_WIDTH = 3


class OverlayChart(Chart):
    """Curves by key, with the nearest named under the mouse; the header's legend is not used.

    Signals:
        hovered: the key of the curve under the mouse; None when there is none.

    Args:
        title: what is drawn, for those who cannot see it.
        empty_text: what is written while there is nothing to draw.
    """

    hovered = Signal(object)

    def __init__(self, title: str, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, "", empty_text, _HEIGHT, parent=parent)
        self._marked: Hashable = None
        self._smooths = False
        self.header.name_of_curves = self.tr("run")
        self.header.legend.hide()
        self._marked_bundle = CurveBundle(self._box)
        self._mark = pg.ScatterPlotItem(size=9, pen=None)
        self.plot.addItem(self._mark, ignoreBounds=True)

    # ------------------------------------------------------------------ feeding

    def set_axes(self, x_label: str, y_label: str, *, is_smoothed: bool) -> None:
        """Name what is drawn over what, and whether the slider smooths it."""
        self.name_axes(x_label, y_label)
        self._smooths = is_smoothed
        self.header.slider.setVisible(is_smoothed)
        self.show_everything()

    def show_curve(self, key: Hashable, name: str, hue: int, x: Values, y: Values) -> None:
        """Draw a curve, in place of the one with the same key.

        Args:
            key: tells it from others.
            name: of the run.
            hue: its place among the theme's colours for curves.
            x: growing.
            y: as many.
        """
        line = self._lines.setdefault(key, ChartLine(name, hue))
        line.name, line.hue = name, hue
        line.curve.replace(x, y)
        self._touch()

    def keep_only(self, keys: Collection[Hashable]) -> None:
        """Forget all other curves; when none is left, all of those that come is shown."""
        if self._lines and not any(key in self._lines for key in keys):
            self.show_everything()
        self._lines = {key: line for key, line in self._lines.items() if key in keys}
        self._leave()
        self._touch()

    def set_shown(self, key: Hashable, is_shown: bool) -> None:
        """Hide a curve, or bring it back."""
        if key in self._lines:
            self._lines[key].is_shown = is_shown
            self._touch()

    def names(self) -> list[str]:
        """What is drawn, in its order."""
        return [line.name for line in self._lines.values() if line.is_shown]

    # ------------------------------------------------------------------ drawing

    @override
    def draw(self) -> None:
        super().draw()
        self._draw_marked()

    @override
    def _smoothes(self, line: ChartLine) -> bool:
        return self._smooths and self.header.smoothing > 0

    @override
    def _read(self, at: QPointF, spot: QPoint) -> None:
        width, height = self._box.viewPixelSize()
        best: tuple[float, Hashable, float, float] | None = None
        for key, line in self._lines.items():
            values, index = self._values(line), line.curve.nearest(at.x())
            if values is None or index is None:
                continue
            x, y = float(line.curve.x[index]), self._height_of(float(values[index]))
            if y is None:
                continue
            distance = math.hypot((x - at.x()) / width, (y - at.y()) / height)
            if distance < _NEAR and (best is None or distance < best[0]):
                best = distance, key, x, y
        if best is None:
            self._leave()
            return
        _, key, x, y = best
        self._hover(key)
        line = self._lines[key]
        self._mark.setData([{"pos": (x, y), "brush": self._colour(line)}])
        value = number_of(10.0**y if self._left.is_logarithmic else y)
        name, where = escape(line.name), f"{escape(self._x_label)} {number(x)}"
        self._readout.say(f"{name}<br>{where} &nbsp; <b>{value}</b>", spot)

    @override
    def _leave(self) -> None:
        super()._leave()
        self._mark.clear()
        self._hover(None)

    def _hover(self, key: Hashable) -> None:
        if key != self._marked:
            self.mark(key)
            self.hovered.emit(key)

    def mark(self, key: Hashable) -> None:
        """Let a curve stand out; None for none."""
        self._marked = key
        self._draw_marked()

    def _draw_marked(self) -> None:
        """Draw the curve that stands out again, over all others, which stay as they are."""
        line = self._lines.get(self._marked)
        values = None if line is None else self._values(line)
        strokes = []
        if line is not None and values is not None:
            part = line.curve.within(*self._box.viewRange()[0])
            x, y = self._on_axes(line.curve.x[part], values[part])
            strokes = [Stroke(x, y, self._colour(line), _MARKED_WIDTH)] if len(y) else []
        self._marked_bundle.is_smooth = self._bundle.is_smooth
        self._marked_bundle.show_strokes(strokes)
