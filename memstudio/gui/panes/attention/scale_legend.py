"""What the colours of a matrix mean: the bar, the weights at its ends, and their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.plots.colour_maps import paint_bar
from memstudio.gui.theme import theme
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.sides import LEFT

if TYPE_CHECKING:
    from memstudio.gui.panes.attention.scales import Scale

_BAR = 84


class ScaleLegend(QWidget):
    """A horizontal bar between two weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.notifier().theme_changed.connect(self.update)

    def show_scale(self, scale: Scale) -> None:
        """Show a scale."""
        self._scale = scale
        unit = {
            "log": self.tr("Share of the row's attention; colours go by its logarithm"),
            "linear": self.tr("Share of the row's attention"),
            "relative": self.tr("Share of the row's largest weight"),
        }[scale.kind]
        self.setToolTip(unit)
        low, high = self._ends()
        self.setAccessibleName(with_colon(unit, f"{low} – {high}"))
        self.updateGeometry()
        self.update()

    def _ends(self) -> tuple[str, str]:
        scale = self._scale
        if scale is None:
            return "", ""
        low = f"≤ {_number(scale.low)}" if scale.low > 0 else "0"
        return low, _number(scale.high) if scale.high >= 1 else f"≥ {_number(scale.high)}"

    @override
    def sizeHint(self) -> QSize:
        low, high = self._ends()
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high)
        return QSize(_BAR + width + 20, max(16, metrics.height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None:
            return
        low, high = self._ends()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = float(self.fontMetrics().horizontalAdvance(low) + 6)
        bar = QRectF(left, self.height() / 2 - 4, _BAR, 8)
        paint_bar(painter, bar, self._scale.colour_map)
        painter.setPen(QColor(theme.current().muted_text))
        area = QRectF(self.rect())
        painter.drawText(area, LEFT, low)
        area.setLeft(bar.right() + 6)
        painter.drawText(area, LEFT, high)


def _number(value: float) -> str:
    if 0 < value < 1e-3:
        digits, _, power = f"{value:.0e}".partition("e")
        return f"{digits}e{int(power)}"
    return f"{value:.3g}"
