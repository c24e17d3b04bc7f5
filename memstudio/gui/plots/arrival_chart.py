"""Texts as they arrive: by topic over time, stacked; below, the share of negatives and the threshold."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.plots.arrival_bins import Bins, binned, shares
from memstudio.gui.plots.chart_legend import ChartLegend
from memstudio.gui.plots.chart_readout import ChartReadout
from memstudio.gui.plots.time_axis import TimeAxis
from memstudio.gui.plots.value_axis import ValueAxis
from memstudio.gui.plots.whole_button import WholeButton
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon, with_semicolons
from memstudio.gui.widgets.moment_format import moment
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    from memstudio.tasks.monitoring.alert_rule import AlertRule
    from memstudio.tasks.monitoring.items import Alert, Item

_DRAW_EVERY_MS = 250
_MOST_TOPICS = 7
_MOST_MARKS = 200
_LEFT = 52
_HEIGHT = 96
_GRID = 90
_TICK = -5  # pixels; outwards when negative


class ArrivalChart(QWidget):
    """Two plots over one axis of time; drawn at its own rate.

    Attributes:
        counts_plot: texts by topic.
        share_plot: the share of negatives, the threshold, and alerts.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[Item] = ()
        self._alerts: Sequence[Alert] = ()
        self._rule: AlertRule | None = None
        self._bins: Bins | None = None
        self._order: list[str] = []
        self._bars: list[pg.BarGraphItem] = []
        sizes = theme.current().sizes
        self.counts_plot = self._plot(self.tr("Texts by topic over time"))
        self.share_plot = self._plot(self.tr("Share of negatives over time"))
        self.share_plot.setXLink(self.counts_plot)
        self.share_plot.setYRange(0, 1.1, padding=0)
        self.counts_plot.getAxis("bottom").setStyle(showValues=False, tickLength=0)
        self.share_plot.getAxis("left").setTicks(
            [[(each / 4, percent(each / 4)) for each in range(5)]]
        )
        self._before = pg.PlotCurveItem(connect="finite")
        self._share = pg.PlotCurveItem()
        self._threshold = pg.InfiniteLine(angle=0, movable=False)
        self._marks = pg.PlotCurveItem(connect="pairs")
        self._heads = pg.ScatterPlotItem(symbol="t", size=11, pen=None)
        for item in (self._before, self._share, self._threshold, self._marks, self._heads):
            self.share_plot.addItem(item, ignoreBounds=True)
        self.legend = ChartLegend()
        self.legend.visibility_changed.connect(self._on_legend_visibility_changed)
        self.share_caption = QLabel()
        self.share_caption.setProperty("role", "caption")
        self._readout = ChartReadout(self.counts_plot)
        self._share_readout = ChartReadout(self.share_plot)
        self._follows = True
        self.whole_button = WholeButton(self.counts_plot)
        self.whole_button.hide()
        self.whole_button.clicked.connect(self.show_everything)
        copy = QAction(self.tr("Copy as a table"), self)
        copy.triggered.connect(self.copy)
        for plot in (self.counts_plot, self.share_plot):
            plot.addAction(copy)
            plot.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            plot.getViewBox().sigRangeChangedManually.connect(self._on_box_range_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_xs)
        column.addWidget(self.legend)
        column.addWidget(self.counts_plot, 3)
        column.addWidget(self.share_caption)
        column.addWidget(self.share_plot, 2)
        self._timer = single_shot(self, _DRAW_EVERY_MS, self.draw)
        self.counts_plot.scene().sigMouseMoved.connect(self._on_counts_mouse_moved)
        self.share_plot.scene().sigMouseMoved.connect(self._on_share_mouse_moved)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._paint_look()

    @staticmethod
    def _plot(name: str) -> pg.PlotWidget:
        axes = {"left": ValueAxis("left", is_whole=True), "bottom": TimeAxis()}
        plot = pg.PlotWidget(axisItems=axes)
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(True, False)
        plot.hideButtons()
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setAccessibleName(name)
        plot.setMinimumHeight(_HEIGHT)
        plot.getAxis("left").setWidth(_LEFT)
        # Behind what is drawn.
        plot.getAxis("left").setZValue(-1)
        return plot

    # ------------------------------------------------------------------ feeding

    def show_texts(
        self, items: Sequence[Item], alerts: Sequence[Alert], rule: AlertRule | None
    ) -> None:
        """Show these at the next turn of the chart's own clock; another list is another watching.

        Args:
            items: the texts.
            alerts: of them.
            rule: None where no label counts as negative; then no share of them is shown.
        """
        if items is not self._items:
            self._order = []
            self.legend.clear()
        self._items, self._alerts, self._rule = items, alerts, rule
        if not self._timer.isActive():
            self._timer.start()

    def as_text(self) -> str:
        """The numbers as a table: when, and of each topic how many."""
        bins = self._bins
        if bins is None:
            return ""
        lines = ["\t".join([self.tr("from"), *map(self._name, bins.topics)])]
        for place, start in enumerate(bins.starts):
            numbers = bins.counts[:, place]
            lines.append("\t".join([_written(start), *(str(int(each)) for each in numbers)]))
        return "\n".join(lines)

    @Slot()
    def copy(self) -> None:
        """Put the numbers on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_text())

    # ------------------------------------------------------------------ drawing

    @Slot()
    def draw(self) -> None:
        """Draw what there is; the chart's clock calls this."""
        self._timer.stop()
        for bars in self._bars:
            self.counts_plot.removeItem(bars)
        self._bars = []
        items, rule = self._items, self._rule
        for each in (self._share, self._before, self._marks, self._heads, self._threshold):
            each.setVisible(bool(items))
        self._show_share_plot(is_shown=not items or rule is not None)
        if not items:
            self._bins = None
            for name in self.legend.entries:
                self.legend.show_value(name, None)
            self.share_caption.setText("")
            for plot in (self.counts_plot, self.share_plot):
                plot.setAccessibleDescription("")
            return
        self._draw_counts(items)
        if rule is not None:
            self._draw_shares(items, rule)

    def _show_share_plot(self, *, is_shown: bool) -> None:
        self.share_caption.setVisible(is_shown)
        self.share_plot.setVisible(is_shown)
        # The times stand beneath the lower of the two.
        tick = 0 if is_shown else _TICK
        self.counts_plot.getAxis("bottom").setStyle(showValues=not is_shown, tickLength=tick)

    def _draw_counts(self, items: Sequence[Item]) -> None:
        bins = self._bins = binned(items, self._order, _MOST_TOPICS)
        self._order = [topic for topic in bins.topics if topic]
        for gone in self.legend.entries.keys() - set(map(self._name, bins.topics)):
            self.legend.show_value(gone, None)
        base = np.zeros(len(bins.starts))
        said = [
            f"{_written(float(bins.starts[0]))} – {_written(float(bins.starts[-1] + bins.width))}"
        ]
        for row, topic in enumerate(bins.topics):
            name = self._name(topic)
            if name not in self.legend.entries:
                self.legend.add(name, self._hue(row, topic))
            numbers = bins.counts[row]
            self.legend.show_value(name, count(int(numbers.sum())))
            said.append(with_colon(name, count(int(numbers.sum()))))
            if not self.legend.entries[name].isChecked():
                continue
            colour = QColor(theme.current().series_colour(self._hue(row, topic)))
            bars = pg.BarGraphItem(
                x0=bins.starts, width=0.9 * bins.width, y0=base, height=numbers, brush=colour,
                pen=None,
            )  # fmt: skip
            self.counts_plot.addItem(bars)
            self._bars.append(bars)
            base = base + numbers
        self.counts_plot.setAccessibleDescription(with_semicolons(said))
        end = float(bins.starts[-1] + bins.width)
        room = max(bins.width, 0.01 * (end - float(bins.starts[0])))
        if self._follows:
            self.counts_plot.setXRange(float(bins.starts[0]) - room, end + room, padding=0)
        self.counts_plot.setYRange(0, max(1.0, float(base.max()) * 1.06), padding=0)

    def _draw_shares(self, items: Sequence[Item], rule: AlertRule) -> None:
        times, share, before = shares(items, rule)
        self._share.setData(times, share)
        self._before.setData(times, before)
        self._threshold.setPos(rule.share)
        alerts = self._alerts[-_MOST_MARKS:]
        at = np.repeat([alert.time for alert in alerts], 2)
        self._marks.setData(at, np.tile([0.0, 1.0], len(alerts)))
        self._heads.setData([alert.time for alert in alerts], [0.97] * len(alerts))
        text = self.tr("Share of negatives: now %1 · usual %2 · threshold %3 · alerts %4")
        usual = None if np.isnan(before[-1]) else float(before[-1])
        for mark, value in (
            ("%1", percent(float(share[-1]))),
            ("%2", percent(usual)),
            ("%3", percent(rule.share)),
            ("%4", count(len(self._alerts))),
        ):
            text = text.replace(mark, value)
        self.share_caption.setText(text)
        self.share_plot.setAccessibleDescription(text)

    def _name(self, topic: str) -> str:
        if topic:
            return topic
        return self.tr("all texts") if len(self._order) == 0 else self.tr("other")

    def _hue(self, row: int, topic: str) -> int:
        """Of a topic as long as it is told apart; that of the others is kept free for them."""
        return row if topic or not self._order else _MOST_TOPICS - 1

    @Slot()
    def show_everything(self) -> None:
        """Undo all zooming, and follow what comes."""
        self._follows = True
        self.whole_button.hide()
        self.draw()

    def carried_zoom(self) -> list[float] | None:
        """The stretch of time that is seen, for another window; None while everything is."""
        return None if self._follows else self.counts_plot.viewRange()[0]

    def carry_zoom_on(self, state: list[float]) -> None:
        """Show the stretch that another window showed."""
        self.counts_plot.setXRange(*state, padding=0)
        self._on_box_range_changed(None)

    @Slot(object)
    def _on_box_range_changed(self, _: object) -> None:
        self._follows = False
        self.whole_button.show()
        self.whole_button.keep_in_corner()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_everything()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._readout.hide()
        self._share_readout.hide()

    # ------------------------------------------------------------------ under the mouse

    @Slot(object)
    def _on_counts_mouse_moved(self, position: QPointF) -> None:
        bins, box = self._bins, self.counts_plot.getViewBox()
        self._readout.hide()
        if bins is None or not box.sceneBoundingRect().contains(position):
            return
        place = int((box.mapSceneToView(position).x() - bins.starts[0]) // bins.width)
        if not 0 <= place < len(bins.starts):
            return
        lines = [f"<b>{moment(bins.starts[place])}</b> – {moment(bins.starts[place] + bins.width)}"]
        for row, topic in enumerate(bins.topics):
            number = int(bins.counts[row, place])
            if number:
                colour = theme.current().series_colour(self._hue(row, topic))
                name = escape(self._name(topic))
                lines.append(f'<span style="color:{colour}">●</span> {name} <b>{number}</b>')
        if len(lines) == 1:
            lines.append(escape(self.tr("no texts")))
        self._readout.say("<br>".join(lines), self.counts_plot.mapFromScene(position))

    @Slot(object)
    def _on_share_mouse_moved(self, position: QPointF) -> None:
        box = self.share_plot.getViewBox()
        self._share_readout.hide()
        times, share = self._share.getData()
        if times is None or not len(times) or not box.sceneBoundingRect().contains(position):
            return
        place = int(np.abs(times - box.mapSceneToView(position).x()).argmin())
        text = f"{moment(float(times[place]))} <b>{percent(float(share[place]))}</b>"
        self._share_readout.say(text, self.share_plot.mapFromScene(position))

    @Slot(str, bool)
    def _on_legend_visibility_changed(self, _name: str, _is_shown: bool) -> None:
        self.draw()

    # ------------------------------------------------------------------ look

    def _paint_look(self) -> None:
        look = theme.current()
        grid = QColor(look.plot_grid)
        for plot in (self.counts_plot, self.share_plot):
            plot.setBackground(look.plot_background)
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(grid)
                plot.getAxis(side).setTextPen(QColor(look.muted_text))
            plot.showGrid(y=True, alpha=_GRID / 255)
        self._share.setPen(pg.mkPen(look.danger, width=2))
        self._before.setPen(pg.mkPen(look.muted_text, width=1, style=Qt.PenStyle.DotLine))
        self._threshold.setPen(pg.mkPen(look.warning, width=1.5, style=Qt.PenStyle.DashLine))
        self._marks.setPen(pg.mkPen(look.danger, width=1))
        self._heads.setBrush(QColor(look.danger))

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self._paint_look()
        self.draw()


def _written(seconds: float) -> str:
    """For programs, which read the same everywhere."""
    at = datetime.fromtimestamp(float(seconds)).astimezone()
    return at.strftime("%Y-%m-%d %H:%M:%S")
