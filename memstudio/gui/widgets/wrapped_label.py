"""Text on as many lines as it needs, none of which is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent


class WrappedLabel(QLabel):
    """At least as high as its lines, at the width it has.

    Of another label a splitter, and what else asks for a least height without naming a width, takes
    too little.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)

    @override
    def setText(self, text: str, /) -> None:
        super().setText(text)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Before it is seen its width is not the one that it will have.
        if self.isVisible():
            # What it is said to need is never less than its least height so far.
            self.setMinimumHeight(0)
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
