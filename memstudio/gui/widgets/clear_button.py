"""The signs in a box to write in, with names for those who cannot see them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton

from memstudio.gui.widgets.icons import icon


def add_clear_button(edit: QLineEdit) -> None:
    """Let `edit` be emptied with a click; call before other buttons are put in it."""
    edit.setClearButtonEnabled(True)
    # Qt's own sign is a black disc, whatever the look.
    for action in edit.findChildren(QAction):
        action.setIcon(icon("close", "muted_text"))
    for button in edit.findChildren(QToolButton):
        button.setAccessibleName(QCoreApplication.translate("ClearButton", "Empty this box"))


def add_sign(edit: QLineEdit, icon_name: str) -> None:
    """Show what `edit` is for at its beginning; it is called as the box itself."""
    before = edit.findChildren(QToolButton)
    edit.addAction(icon(icon_name, "faint_text"), QLineEdit.ActionPosition.LeadingPosition)
    for button in edit.findChildren(QToolButton):
        if button not in before:
            button.setAccessibleName(edit.accessibleName())
