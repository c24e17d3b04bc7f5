"""A push button that follows a QAction: its text, icon, tooltip and whether it can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from memstudio.gui.widgets.action_text import plain_text
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class ActionButton(QPushButton):
    """Shows an action as a button.

    Args:
        action: what it does.
        role: of the style sheet: "primary", "danger", "quiet", or "" for an ordinary one.
        icon_name: drawn in the colour that suits the role; "" takes the action's own icon.
        text: instead of the action's text, where room is short.
    """

    def __init__(
        self,
        action: QAction,
        role: str = "",
        icon_name: str = "",
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._icon_name = icon_name
        self._text = text
        self.setProperty("role", role)
        action.changed.connect(self._on_action_changed)
        self.clicked.connect(self._on_clicked)
        self._on_action_changed()

    def set_role(self, role: str) -> None:
        """Make it stronger or weaker."""
        if self.property("role") != role:
            set_look(self, role)
            self._on_action_changed()

    def set_icon_name(self, icon_name: str) -> None:
        """Draw another icon."""
        self._icon_name = icon_name
        self._on_action_changed()

    def set_text(self, text: str) -> None:
        """Show `text` in place of the action's own."""
        self._text = text
        self._on_action_changed()

    @Slot()
    def _on_clicked(self) -> None:
        self._action.trigger()

    @Slot()
    def _on_action_changed(self) -> None:
        action = self._action
        self.setText(self._text or plain_text(action))
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(plain_text(action))
        if self._icon_name:
            # A disabled primary button is grey, so its icon is the ordinary disabled one.
            is_primary = self.property("role") == "primary"
            self.setIcon(icon(self._icon_name, "accent_text" if is_primary else "text"))
        else:
            self.setIcon(action.icon())
