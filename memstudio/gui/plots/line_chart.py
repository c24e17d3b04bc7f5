"""Curves over steps that grow while one looks: cheap to feed, drawn at their own rate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme

_DRAW_EVERY_MS = 66
_FAINT = 70


@dataclass
class _Series:
    """A curve: its points, and what is drawn of them."""

    name: str
    hue: int
    is_smoothed: bool
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    smooth: list[float] = field(default_factory=list)
    line: pg.PlotDataItem | None = None
    faint: pg.PlotDataItem | None = None


class LineChart(QWidget):
    """Curves with a legend, units, and the values under the mouse.

    Args:
        x_label: what is counted along x.
        y_label: what is measured, with its unit.
        empty_text: what is written while there is nothing to draw.
    """

    def __init__(
        self, x_label: str, y_label: str, empty_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._series: dict[str, _Series] = {}
        self._is_dirty = False
        self._smoothing = 0.9
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setLabel("bottom", x_label)
        self.plot.setLabel("left", y_label)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(y_label)
        self.plot.setDownsampling(auto=True, mode="peak")
        self.plot.setClipToView(True)
        self.plot.getViewBox().setMouseEnabled(x=True, y=False)
        self.plot.enableAutoRange("xy", True)
        self._legend = QLabel()
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setContentsMargins(12, 4, 12, 0)
        self._empty = QLabel(empty_text, self.plot)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setVisible(False)
        self.plot.addItem(self._line, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._legend)
        layout.addWidget(self.plot, 1)
        copy = QAction(self.tr("Copy the numbers as a table"), self)
        copy.triggered.connect(self._on_copy_triggered)
        whole = QAction(self.tr("Show everything"), self)
        whole.triggered.connect(self._on_whole_triggered)
        for widget in (self.plot, self):
            widget.addActions([copy, whole])
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAW_EVERY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.plot.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # ------------------------------------------------------------------ feeding

    def add_series(self, name: str, hue: int, *, is_smoothed: bool = False) -> None:
        """Add a curve; `hue` is its place among the theme's colours for curves."""
        series = _Series(name, hue, is_smoothed)
        if is_smoothed:
            series.faint = pg.PlotDataItem()
            self.plot.addItem(series.faint)
        series.line = pg.PlotDataItem(symbolSize=6)
        self.plot.addItem(series.line)
        self._series[name] = series
        self._on_theme_changed()

    def append(self, name: str, x: float, y: float) -> None:
        """Add a point; nothing is drawn before the next turn of the chart's own clock."""
        if not math.isfinite(y):
            return
        series = self._series[name]
        series.x.append(x)
        series.y.append(y)
        before = series.smooth[-1] if series.smooth else y
        # Young averages would hang on to their first value.
        weight = min(self._smoothing, 1 - 1 / len(series.y))
        series.smooth.append(weight * before + (1 - weight) * y)
        self._is_dirty = True
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    def clear(self) -> None:
        """Forget all points."""
        for series in self._series.values():
            series.x, series.y, series.smooth = [], [], []
        self._is_dirty = True
        self._draw()

    def values(self, name: str) -> tuple[list[float], list[float]]:
        """The points of a curve."""
        return list(self._series[name].x), list(self._series[name].y)

    # ------------------------------------------------------------------ drawing

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._is_dirty and self.isVisible():
            self._draw()
        else:
            self._timer.stop()

    def _draw(self) -> None:
        self._is_dirty = False
        has_points = False
        for series in self._series.values():
            x = np.asarray(series.x, np.float64)
            has_points = has_points or bool(series.x)
            shown = series.smooth if series.is_smoothed else series.y
            if series.line is not None:
                few = len(series.x) <= 30 and not series.is_smoothed
                series.line.setSymbol("o" if few else None)
                series.line.setData(x, np.asarray(shown, np.float64))
            if series.faint is not None:
                series.faint.setData(x, np.asarray(series.y, np.float64))
        self._empty.setVisible(not has_points)
        self._show_legend(None)

    def _show_legend(self, x: float | None) -> None:
        look = theme.current()
        parts = []
        for series in self._series.values():
            if not series.x:
                continue
            index = len(series.x) - 1
            if x is not None:
                index = int(np.argmin(np.abs(np.asarray(series.x) - x)))
            colour = look.series_colour(series.hue)
            parts.append(
                f'<span style="color:{colour}">●</span> {series.name} '
                f"<b>{series.y[index]:.4g}</b> "
                f'<span style="color:{look.muted_text}">@ {series.x[index]:g}</span>'
            )
        self._legend.setText("&nbsp;&nbsp;&nbsp;".join(parts))

    @Slot(object)
    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        box = self.plot.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            self._line.setVisible(False)
            self._show_legend(None)
            return
        x = float(box.mapSceneToView(position).x())
        self._line.setPos(x)
        self._line.setVisible(True)
        self._show_legend(x)

    @Slot()
    def _on_whole_triggered(self) -> None:
        self.plot.enableAutoRange("xy", True)

    @Slot()
    def _on_copy_triggered(self) -> None:
        QGuiApplication.clipboard().setText(self.as_table())

    def as_table(self) -> str:
        """All points as tab-separated text: curve, x, y."""
        rows = ["\t".join(("curve", "x", "y"))]
        for series in self._series.values():
            rows += [
                f"{series.name}\t{x:g}\t{y:.6g}" for x, y in zip(series.x, series.y, strict=True)
            ]
        return "\n".join(rows)

    # ------------------------------------------------------------------ look

    def _on_theme_changed(self, _: object = None) -> None:
        look = theme.current()
        self.plot.setBackground(look.plot_background)
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(QColor(look.plot_grid))
            axis.setTextPen(QColor(look.muted_text))
            axis.setGrid(40)
        self._line.setPen(pg.mkPen(look.faint_text, width=1))
        for series in self._series.values():
            colour = QColor(look.series_colour(series.hue))
            if series.line is not None:
                series.line.setPen(pg.mkPen(colour, width=2))
                series.line.setSymbolBrush(colour)
                series.line.setSymbolPen(None)
            if series.faint is not None:
                faint = QColor(colour)
                faint.setAlpha(_FAINT)
                series.faint.setPen(pg.mkPen(faint, width=1))
        self._show_legend(None)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()
        self._timer.start()

    @override
    def resizeEvent(self, event: object) -> None:
        self._empty.setGeometry(self.plot.rect().adjusted(60, 10, -20, -40))
