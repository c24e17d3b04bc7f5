"""A box of choices: the wheel over it scrolls the page, and what has no room ends in an ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent


_MARGIN = 4
"""Pixels that Qt leaves free around the text."""


class ChoiceBox(QComboBox):
    """One of a few; chosen from its list, or by the keyboard. What has no room ends in an ellipsis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Qt's own choice, on the first show alone, is made before the style sheet is in force.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # Its open list is a view of its own, which scrolls.
        event.ignore()

    @override
    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width() - _MARGIN
        text = option.currentText
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        option.currentText = elided
