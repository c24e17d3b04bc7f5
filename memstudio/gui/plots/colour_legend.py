"""A colour map's legend: the colours, the numbers at its ends, and what they mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.plots.colour_maps import paint_bar
from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import LEFT
from memstudio.look.scales import end_text

_BAR = 96


class ColourLegend(QWidget):
    """A horizontal bar from 0, or another lowest value, to the highest value shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = "viridis"
        self._low, self._high = 0.0, 1.0
        self._unit = ""
        self._is_clipped = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.notifier().theme_changed.connect(self.update)

    def show_scale(
        self,
        colour_map: str,
        high: float,
        unit: str,
        *,
        is_clipped: bool = False,
        low: float = 0.0,
    ) -> None:
        """Show a map that goes from `low` to `high`, with the name of its unit.

        Args:
            colour_map: its name.
            high: the value of the brightest colour.
            unit: written behind it.
            is_clipped: whether some values are larger, and painted like `high`.
            low: the value of the darkest colour.
        """
        before = (self._map, self._low, self._high, self._unit, self._is_clipped)
        if before == (colour_map, low, high, unit, is_clipped):
            return
        self._map, self._high, self._unit, self._is_clipped = colour_map, high, unit, is_clipped
        self._low = low
        self.setAccessibleName(f"{end_text(self._low)} – {self._high_text()}")
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def _high_text(self) -> str:
        return f"{'≥ ' if self._is_clipped else ''}{end_text(self._high)}{self._unit}"

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = metrics.horizontalAdvance(end_text(self._low) + self._high_text())
        return QSize(_BAR + texts + 20, max(16, metrics.height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        metrics = self.fontMetrics()
        left = float(metrics.horizontalAdvance(end_text(self._low)) + 6)
        bar = QRectF(left, self.height() / 2 - 4, _BAR, 8)
        paint_bar(painter, bar, self._map)
        painter.setPen(QColor(look.muted_text))
        area = QRectF(self.rect())
        low = end_text(self._low)
        painter.drawText(area, LEFT, low)
        area.setLeft(bar.right() + 6)
        text = self._high_text()
        painter.drawText(area, LEFT, text)
