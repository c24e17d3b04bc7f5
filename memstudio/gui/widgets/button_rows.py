"""Buttons beside each other, in as many rows as the width asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QAbstractButton


class ButtonRows(QWidget):
    """Those that are hidden take no room.

    Args:
        buttons: in the order of reading.
    """

    def __init__(self, buttons: Sequence[QAbstractButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = list(buttons)
        for button in self._buttons:
            button.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _places(self, width: int) -> list[tuple[QAbstractButton, QRect]]:
        gap = current().sizes.space_s
        places: list[tuple[QAbstractButton, QRect]] = []
        at = QPoint(0, 0)
        for button in self._buttons:
            if button.isHidden():
                continue
            size = button.sizeHint()
            if at.x() and at.x() + size.width() > width:
                at = QPoint(0, at.y() + size.height() + gap)
            places.append((button, QRect(at, size)))
            at += QPoint(size.width() + gap, 0)
        return places

    def _area(self, width: int) -> QRect:
        area = QRect()
        for _, place in self._places(width):
            area = area.united(place)
        return area

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._area(width).height()

    @override
    def sizeHint(self) -> QSize:
        return self._area(1 << 20).size()

    @override
    def minimumSizeHint(self) -> QSize:
        # As narrow as its widest button, as high as at the width it has.
        return QSize(self._area(0).width(), self._area(max(1, self.width())).height())

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def _place(self) -> None:
        for button, place in self._places(self.width()):
            button.setGeometry(place)
