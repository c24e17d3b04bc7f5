"""Curves over steps that grow while one looks: cheap to feed, drawn at their own rate."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QSize, Slot
from PySide6.QtGui import QColor
from typing_extensions import override

from memstudio.gui.plots.chart import Chart
from memstudio.gui.plots.chart_line import ChartLine, nearest_of
from memstudio.gui.plots.value_axis import number, number_of
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_DRAW_EVERY_MS = 250
_HEIGHT = 180


class LineChart(Chart):
    """Curves with a legend, units, and the values under the mouse.

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
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        super().__init__(title, title, empty_text, _HEIGHT, is_whole=True, parent=parent)
        self.name_axes(x_label, y_label)
        self.header.name_of_curves = self.tr("curve")
        self.header.legend.visibility_changed.connect(self._on_legend_visibility_changed)
        self._cross.hide()
        self._marks = pg.ScatterPlotItem(size=8, pen=None)
        for item in (self._cross, self._marks):
            self.plot.addItem(item, ignoreBounds=True)

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
        self._lines[name] = ChartLine(
            name, hue, is_smoothed=is_smoothed, is_dotted=is_dotted, has_faint=is_smoothed
        )
        self.header.add_series(name, hue, is_smoothed=is_smoothed)

    def append(self, name: str, x: float, y: float) -> None:
        """Add a point; it is drawn at the next turn of the chart's own clock.

        What is no finite number is left out.
        """
        if math.isfinite(y):
            self._lines[name].curve.append(x, y)
            self._touch(_DRAW_EVERY_MS)

    def clear(self) -> None:
        """Forget all points."""
        for line in self._lines.values():
            line.curve.clear()
        self.show_everything()

    # ------------------------------------------------------------------ drawing

    @override
    def draw(self) -> None:
        super().draw()
        for line in self._lines.values():
            self.header.legend.show_value(line.name, self._last_of(line))

    def _last_of(self, line: ChartLine) -> str | None:
        """The last value; of a curve that lies behind the others, where it is."""
        if not len(line.curve):
            return None
        x, last = float(line.curve.x[-1]), number_of(float(line.curve.y[-1]))
        ends = [float(e.curve.x[-1]) for e in self._lines.values() if len(e.curve) > 1]
        # Beside a newer value of another curve it would be taken for one of the same time.
        is_behind = any(end > x for end in ends)
        return f"{last} @ {number(x)}" if is_behind else last

    @override
    def _read(self, at: QPointF, spot: QPoint) -> None:
        look = theme.current()
        rows, marks = [], []
        first: float | None = None
        for line, index in nearest_of(self._lines.values(), at.x()):
            values = self._values(line)
            if values is None:
                continue
            place, value = float(line.curve.x[index]), float(values[index])
            # The first curve leads; others say at which x their nearest point is.
            first = place if first is None else first
            colour = look.series_colour(line.hue)
            note = [number_of(float(line.curve.y[index]))] if line.is_smoothed else []
            note += [f"@ {number(place)}"] if place != first else []
            rows.append(
                f'<span style="color:{colour}">●</span> {escape(line.name)} '
                f"<b>{number_of(value)}</b> "
                f'<span style="color:{look.muted_text}">{" ".join(note)}</span>'
            )
            height = self._height_of(value)
            if height is not None:
                marks.append({"pos": (place, height), "brush": QColor(colour)})
        if first is None:
            self._leave()
            return
        self._marks.setData(marks)
        self._cross.setPos(first)
        self._cross.show()
        where = f"{escape(self._x_label)} <b>{number(first)}</b>"
        self._readout.say("<br>".join([where, *rows]), spot)

    @override
    def _leave(self) -> None:
        super()._leave()
        self._cross.hide()
        self._marks.clear()

    @Slot(str, bool)
    def _on_legend_visibility_changed(self, name: str, is_shown: bool) -> None:
        self._lines[name].is_shown = is_shown
        self.draw()

    # ------------------------------------------------------------------ look

    @override
    def _paint_look(self) -> None:
        super()._paint_look()
        self._cross.setPen(pg.mkPen(theme.current().faint_text, width=1))

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, self.header.sizeHint().height() + _HEIGHT)
