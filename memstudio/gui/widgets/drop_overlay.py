"""What covers the window during a drag: it says what dropping will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.drops import DropPlan

_MARGIN = 16
_ICON_SIDE = 48
_ICONS = {
    "data": "text", "model": "model", "both": "model", "run": "run", "trace": "memory",
    "state": "memory", "refused": "error",
}  # fmt: skip


class DropOverlay(QWidget):
    """Hidden until `announce`; lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._window = parent
        self._plan: DropPlan | None = None
        self._text = ""
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text

    def announce(self, plan: DropPlan, text: str) -> None:
        """Cover the window and say `text`."""
        self._plan = plan
        self._text = text
        self.setAccessibleName(text)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._plan is None:
            return
        theme = current()
        tint = theme.danger if self._plan.kind == "refused" else theme.accent
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.window)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        pen = QPen(QColor(tint), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(frame, 12, 12)
        middle = frame.center()
        role = "danger" if self._plan.kind == "refused" else "accent"
        picture = icon(_ICONS[self._plan.kind], role)
        picture.paint(
            painter,
            int(middle.x()) - _ICON_SIDE // 2,
            int(middle.y()) - _ICON_SIDE - 8,
            _ICON_SIDE,
            _ICON_SIDE,
        )
        font = self.font()
        font.setPixelSize(theme.sizes.font_title)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        room = frame.adjusted(48, 0, -48, 0)
        room.setTop(middle.y() + 12)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), self._text)
