"""Fields for numbers, with room at the left, that do not change when a page is scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent


def _set_up(box: QSpinBox | QDoubleSpinBox) -> None:
    sizes = current().sizes
    # A style sheet's padding does not reach the field inside.
    box.lineEdit().setTextMargins(sizes.space_s - 2, 0, 0, 0)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setFixedHeight(sizes.control_height)


class NumberBox(QSpinBox):
    """A whole number; the wheel turns it only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _set_up(self)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DecimalBox(QDoubleSpinBox):
    """A number with decimals; the wheel turns it only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _set_up(self)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
