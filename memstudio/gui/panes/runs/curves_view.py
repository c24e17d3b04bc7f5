"""The curves of the selected runs over each other, with a legend of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from memstudio.gui.plots.overlay_chart import OverlayChart
from memstudio.gui.run_words import brief_name
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.dot import dot_icon
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.gui.run_curve_store import RunCurveStore
    from memstudio.training.run_curves import Axis, Quantity, RunCurves
    from memstudio.training.run_summary import RunSummary

MOST_CURVES = 50
"""Of more selected runs, only the first are drawn."""
_PATH = Qt.ItemDataRole.UserRole
_LEAST_NAME = 120
_LEGEND_WIDTH = 190
_ICON = 16
_SMOOTHED = {"loss", "grad_norm", "tokens_per_second"}


class RunCurvesView(QWidget):
    """One quantity of several runs; a click in the legend hides a curve and brings it back."""

    def __init__(self, store: RunCurveStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runCurves")
        self._store = store
        self._runs: dict[Path, RunSummary] = {}
        self._hues: dict[Path, int] = {}
        self._hidden: set[Path] = set()
        self._num_chosen = 0
        self.chart = OverlayChart(
            self.tr("Curves of the selected runs"), self.tr("Select runs to see their curves.")
        )
        self.quantity = ChoiceBox()
        # It asks for room for the longest name, which most are not.
        self.quantity.setMinimumWidth(_LEAST_NAME)
        self.quantity.setObjectName("quantity")
        self.quantity.setAccessibleName(self.tr("What is drawn"))
        for text, name in (
            (self.tr("Training loss"), "loss"),
            (self.tr("Held-out loss"), "held_out"),
            (self.tr("Held-out loss, memory reset"), "memory_reset"),
            (self.tr("Learning rate"), "learning_rate"),
            (self.tr("Gradient norm"), "grad_norm"),
            (self.tr("Speed"), "tokens_per_second"),
        ):
            self.quantity.addItem(text, name)
        self.axis = QComboBox()
        self.axis.setObjectName("axis")
        self.axis.setAccessibleName(self.tr("Over what"))
        for text, name in (
            (self.tr("over steps"), "step"),
            (self.tr("over tokens"), "tokens"),
            (self.tr("over time"), "seconds"),
        ):
            self.axis.addItem(text, name)
        row = cast("QBoxLayout", self.chart.header.layout())
        row.insertWidget(0, self.quantity)
        row.insertWidget(1, self.axis)
        row.insertStretch(2, 1)
        self.legend = QListWidget()
        self.legend.setObjectName("runLegend")
        self.legend.setAccessibleName(self.tr("Legend: click or press Space to show or hide"))
        self.legend.setProperty("role", "plain")
        self.legend.setUniformItemSizes(True)
        self.legend.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.legend.setFixedWidth(_LEGEND_WIDTH)
        self.legend.hide()
        self.legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.legend.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        row_of_all = QHBoxLayout(self)
        row_of_all.setContentsMargins(0, 0, 0, 0)
        row_of_all.setSpacing(theme.current().sizes.space_s)
        row_of_all.addWidget(self.chart, 1)
        row_of_all.addWidget(self.legend)
        # They were made after their neighbours, and stand before them.
        self.setTabOrder(self.quantity, self.axis)
        self.setTabOrder(self.axis, self.chart.header.slider)
        self.setTabOrder(self.chart.header.slider, self.chart.header.scale)
        self.quantity.currentIndexChanged.connect(self._on_choice_changed)
        self.axis.currentIndexChanged.connect(self._on_choice_changed)
        self.legend.itemClicked.connect(self._on_legend_item_clicked)
        # Not `itemActivated`: some desktops activate at a click, which would take the click back.
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.legend)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._on_legend_key)
        self.legend.currentItemChanged.connect(self._on_legend_current_item_changed)
        self.chart.hovered.connect(self._on_chart_hovered)
        store.curves_read.connect(self._on_store_curves_read)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_choice_changed(0)

    @property
    def hues(self) -> dict[Path, int]:
        """Of the runs that are drawn."""
        return dict(self._hues)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Draw these; a run that was drawn before keeps its hue."""
        drawn = {run.path: run for run in runs[:MOST_CURVES]}
        is_same = {p: r.shown_name for p, r in drawn.items()} == {
            p: r.shown_name for p, r in self._runs.items()
        } and self._num_chosen == len(runs)
        self._runs, self._num_chosen = drawn, len(runs)
        if is_same:
            return
        kept = {path: hue for path, hue in self._hues.items() if path in drawn}
        free = (hue for hue in range(MOST_CURVES) if hue not in kept.values())
        self._hues = {path: kept[path] if path in kept else next(free) for path in drawn}
        self._hidden &= drawn.keys()
        self.chart.keep_only(drawn.keys())
        for path in drawn:
            if path in self._store.curves:
                self._draw(path, self._store.curves[path])
        self._store.want(tuple(drawn))
        self._fill_legend(len(runs))

    def _draw(self, path: Path, curves: RunCurves) -> None:
        quantity, axis = self._choice()
        x, y = curves.points(quantity, axis)
        name = brief_name(self._runs[path].shown_name)
        self.chart.show_curve(path, name, self._hues[path], x, y)
        self.chart.set_shown(path, is_shown=path not in self._hidden)

    def _choice(self) -> tuple[Quantity, Axis]:
        return self.quantity.currentData(), self.axis.currentData()

    def _fill_legend(self, num_chosen: int) -> None:
        self.legend.clear()
        self.legend.setVisible(bool(self._runs))
        for path, run in self._runs.items():
            item = QListWidgetItem(brief_name(run.shown_name), self.legend)
            item.setData(_PATH, path)
            item.setToolTip(run.shown_name)
            self._paint_item(item)
        if num_chosen > MOST_CURVES:
            text = self.tr("The first %1 of %2 are drawn")
            text = numbered(text, count(MOST_CURVES), count(num_chosen))
            note = QListWidgetItem(text, self.legend)
            note.setFlags(Qt.ItemFlag.NoItemFlags)
        self.legend.setVisible(bool(self._runs))

    def _paint_item(self, item: QListWidgetItem) -> None:
        path = item.data(_PATH)
        if path is None:
            return
        is_shown = path not in self._hidden
        colour = theme.current().series_colour(self._hues[path])
        item.setIcon(dot_icon(colour, self.devicePixelRatioF(), is_filled=is_shown, side=_ICON))
        state = self.tr("shown") if is_shown else self.tr("hidden")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {state}")

    @Slot(int)
    def _on_choice_changed(self, _: int) -> None:
        quantity, axis = self._choice()
        labels = {
            "step": self.tr("step"),
            "tokens": self.tr("tokens read"),
            "seconds": self.tr("seconds of training"),
        }
        units = {
            "learning_rate": self.quantity.currentText(),
            "grad_norm": self.quantity.currentText(),
            "tokens_per_second": self.tr("tokens a second"),
        }
        unit = units.get(quantity, self.tr("nats a token, or σ²"))
        self.chart.set_axes(labels[axis], unit, is_smoothed=quantity in _SMOOTHED)
        for path in self._runs:
            if path in self._store.curves:
                self._draw(path, self._store.curves[path])

    @Slot(object, object)
    def _on_store_curves_read(self, path: Path, curves: RunCurves) -> None:
        if path in self._runs:
            self._draw(path, curves)

    @Slot(QListWidgetItem)
    def _on_legend_item_clicked(self, item: QListWidgetItem) -> None:
        path = item.data(_PATH)
        if path is None:
            return
        self._hidden ^= {path}
        self.chart.set_shown(path, is_shown=path not in self._hidden)
        self._paint_item(item)

    @Slot()
    def _on_legend_key(self) -> None:
        if self.legend.currentItem() is not None:
            self._on_legend_item_clicked(self.legend.currentItem())

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_legend_current_item_changed(
        self, item: QListWidgetItem | None, _: QListWidgetItem | None
    ) -> None:
        self.chart.mark(None if item is None else item.data(_PATH))

    @Slot(object)
    def _on_chart_hovered(self, path: Path | None) -> None:
        for row in range(self.legend.count()):
            item = self.legend.item(row)
            if path is not None and item.data(_PATH) == path:
                self.legend.scrollToItem(item)

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        for row in range(self.legend.count()):
            self._paint_item(self.legend.item(row))
