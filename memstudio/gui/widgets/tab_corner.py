"""What stands beside the tabs of a tab widget, as wide as they leave room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTabWidget


class TabCorner(QWidget):
    """A row of widgets at the right of the tabs."""

    def __init__(self, tabs: QTabWidget) -> None:
        super().__init__()
        self._tabs = tabs
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 12, 0)
        self.row.setSpacing(10)
        tabs.setCornerWidget(self, Qt.Corner.TopRightCorner)

    @override
    def sizeHint(self) -> QSize:
        own = super().sizeHint()
        left = self._tabs.width() - self._tabs.tabBar().sizeHint().width()
        return QSize(max(self.minimumSizeHint().width(), left), own.height())
