"""What stands above a chart: its title, the legend, and how it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget
from typing_extensions import override

from memstudio.gui.plots.chart_legend import ChartLegend
from memstudio.gui.theme import theme
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_SMOOTHING = 80
_MOST = 99


class ChartHeader(QWidget):
    """Title, legend, smoothing and scale of a chart.

    Signals:
        changed: smoothing or scale is another.
        numbers_toggled: whether the numbers are to be seen in place of the curves.

    Attributes:
        name_of_curves: what a curve is, as the head of a column.
    """

    changed = Signal()
    numbers_toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name_of_curves = ""
        self.legend = ChartLegend()
        self.caption = QLabel(title)
        self.caption.setProperty("role", "title")
        self.smoothing_caption = QLabel(self.tr("Smoothing"))
        self.smoothing_caption.setProperty("role", "caption")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("smoothing")
        self.slider.setRange(0, _MOST)
        self.slider.setValue(_SMOOTHING)
        self.slider.setFixedSize(72, 22)
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
        self.numbers = QToolButton()
        self.numbers.setObjectName("numbers")
        self.numbers.setCheckable(True)
        self.numbers.setProperty("role", "boxed")
        self.numbers.setIcon(icon("table"))
        self.numbers.setToolTip(self.tr("The numbers as a table"))
        self.numbers.setAccessibleName(self.numbers.toolTip())
        self.legend.entries_changed.connect(self._fit)
        self.slider.valueChanged.connect(self._on_changed)
        self.scale.toggled.connect(self._on_changed)
        self.numbers.toggled.connect(self.numbers_toggled)
        sizes = theme.current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(0, sizes.space_xs, 0, sizes.space_xs)
        row.setSpacing(sizes.space_s)
        row.addWidget(self.caption)
        row.addSpacing(sizes.space_xs)
        row.addWidget(self.legend, 1)
        for widget in (self.smoothing_caption, self.slider, self.scale, self.numbers):
            row.addWidget(widget)
        for widget in (self.smoothing_caption, self.slider):
            widget.hide()

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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        # The slider says what it is when the mouse is over it, too.
        caption = self.smoothing_caption.sizeHint().width()
        room = self.width() - self.legend.full_width - caption - 2 * self.slider.width()
        self.smoothing_caption.setVisible(not self.slider.isHidden() and room > caption)

    @Slot()
    def _on_changed(self, _: object = None) -> None:
        self.changed.emit()
