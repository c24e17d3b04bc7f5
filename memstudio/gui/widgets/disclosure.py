"""A heading with an arrow that unfolds what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from memstudio.gui.widgets.icons import icon


class Disclosure(QToolButton):
    """Its `toggled` says when it is opened and closed; the arrow follows by itself."""

    def __init__(self, name: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.setCheckable(True)
        self.setProperty("role", "legend")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self.setIcon(icon("chevron-down" if is_open else "chevron-right", "muted_text"))
