"""How a text is divided: what is trained on, and what is held out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets import number_format as numbers

_BAR = 6


class SplitBar(QWidget):
    """A bar in two colours with both shares beneath it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held_out = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().theme_changed.connect(self.update)

    def show_split(self, train: int, validation: int) -> None:
        """Show how many characters are trained on and held out."""
        self._held_out = validation / max(1, train + validation)
        self.setAccessibleName(", ".join(self._texts()))
        self.setToolTip(self.tr("Held-out text is never trained on; the validation loss is of it."))
        self.update()

    def _texts(self) -> tuple[str, str]:
        train = self.tr("%1 for training").replace("%1", numbers.percent(1 - self._held_out))
        rest = self.tr("%1 held out").replace("%1", numbers.percent(self._held_out))
        return train, rest

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, _BAR + 4 + self.fontMetrics().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        width = float(self.width())
        held_out = max(_BAR, width * self._held_out) if self._held_out else 0.0
        gap = 2.0 if held_out else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.series_colour(0)))
        painter.drawRoundedRect(QRectF(0, 0, width - held_out - gap, _BAR), 3, 3)
        if held_out:
            painter.setBrush(QColor(look.series_colour(1)))
            painter.drawRoundedRect(QRectF(width - held_out, 0, held_out, _BAR), 3, 3)
        font = self.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.setPen(QColor(look.muted_text))
        area = QRectF(0, _BAR + 3, width, self.height() - _BAR - 3)
        train, rest = self._texts()
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, train)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, rest)
