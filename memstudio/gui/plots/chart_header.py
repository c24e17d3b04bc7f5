"""What stands above a chart: its title, the legend, and how it is drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget
from typing_extensions import override

from memstudio.gui.plots.chart_legend import ChartLegend
from memstudio.gui.theme import theme

_SMOOTHING = 80
_MOST = 99


class ChartHeader(QWidget):
    """Title, legend, smoothing and scale of a chart.

    Signals:
        changed: smoothing or scale is another.
        copy_requested: what parts the columns of the table that is wanted.
        whole_requested: all zooming is to be undone.

    Attributes:
        menu_actions: for the chart's context menu.
    """

    changed = Signal()
    copy_requested = Signal(str)
    whole_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = ChartLegend()
        caption = QLabel(title)
        caption.setProperty("role", "title")
        self.smoothing_caption = QLabel(self.tr("Smoothing"))
        self.smoothing_caption.setProperty("role", "caption")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("smoothing")
        self.slider.setRange(0, _MOST)
        self.slider.setValue(_SMOOTHING)
        self.slider.setFixedSize(84, 22)
        self.slider.setAccessibleName(self.tr("Smoothing of the curve"))
        self.slider.setToolTip(self.tr("How much of the average before goes into each point"))
        self.smoothing_caption.setBuddy(self.slider)
        self.scale = QToolButton()
        self.scale.setObjectName("scale")
        self.scale.setCheckable(True)
        self.scale.setProperty("role", "boxed")
        self.scale.setText(self.tr("log"))
        self.scale.setAccessibleName(self.tr("Logarithmic scale"))
        self.scale.setToolTip(self.tr("Logarithmic scale"))
        self.slider.valueChanged.connect(self._on_changed)
        self.scale.toggled.connect(self._on_changed)
        sizes = theme.current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(0, sizes.space_xs, 0, sizes.space_xs)
        row.setSpacing(sizes.space_s)
        row.addWidget(caption)
        row.addSpacing(sizes.space_xs)
        row.addWidget(self.legend, 1)
        for widget in (self.smoothing_caption, self.slider, self.scale):
            row.addWidget(widget)
        for widget in (self.smoothing_caption, self.slider):
            widget.hide()
        self.menu_actions = self._make_actions()

    def _make_actions(self) -> list[QAction]:
        actions = []
        for text, slot in (
            (self.tr("Show everything"), self.whole_requested),
            (self.tr("Copy the numbers as a table"), self._on_table_triggered),
            (self.tr("Copy the numbers as CSV"), self._on_csv_triggered),
        ):
            action = QAction(text, self)
            action.triggered.connect(slot)
            actions.append(action)
        return actions

    @property
    def smoothing(self) -> float:
        """Weight of what was before, 0 for none."""
        return self.slider.value() / 100

    @property
    def is_logarithmic(self) -> bool:
        """Whether y is drawn on a logarithmic scale."""
        return self.scale.isChecked()

    def add_series(self, name: str, hue: int, *, is_smoothed: bool) -> None:
        """Name a curve."""
        self.legend.add(name, hue)
        if is_smoothed:
            self.slider.show()

    @staticmethod
    def copy(text: str) -> None:
        """Put a table on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The slider says what it is when the mouse is over it, too.
        caption = self.smoothing_caption.sizeHint().width()
        room = self.width() - self.legend.full_width - caption - 2 * self.slider.width()
        self.smoothing_caption.setVisible(not self.slider.isHidden() and room > caption)

    @Slot()
    def _on_changed(self, _: object = None) -> None:
        self.changed.emit()

    @Slot()
    def _on_table_triggered(self) -> None:
        self.copy_requested.emit("\t")

    @Slot()
    def _on_csv_triggered(self) -> None:
        self.copy_requested.emit(",")
