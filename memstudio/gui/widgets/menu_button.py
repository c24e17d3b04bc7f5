"""A button that opens a menu, and what stands over some entries of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton

from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction


def menu_button(
    text: str = "",
    actions: Sequence[QAction] = (),
    *,
    name: str = "",
    icon_name: str = "",
    tip: str = "",
) -> QToolButton:
    """A boxed button whose menu, with `actions` in it, opens at a press.

    Args:
        text: on the button, and what a screen reader says unless there is a tip.
        actions: the entries; others can be added to the button's `menu()`.
        name: of the object.
        icon_name: of the icon, for a button that shows no text.
        tip: what the button is for.
    """
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", "boxed")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setText(text)
    if icon_name:
        button.setIcon(icon(icon_name))
    button.setToolTip(tip)
    button.setAccessibleName(tip or text)
    menu = QMenu(button)
    menu.addActions(list(actions))
    button.setMenu(menu)
    return button


def add_heading(menu: QMenu, text: str) -> None:
    """Say what the entries that follow are.

    The text of Qt's own sections is shown by few styles, and not under a style sheet.
    """
    if menu.actions():
        menu.addSeparator()
    menu.addAction(text).setEnabled(False)
