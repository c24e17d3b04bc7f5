"""A button with an icon alone, which says in words what it does when asked."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from memstudio.gui.widgets.icons import icon


def icon_button(icon_name: str, text: str, role: str = "text") -> QToolButton:
    """A button that shows `icon_name`, and `text` as its tooltip and to screen readers.

    Args:
        icon_name: of a file in `resources/icons`.
        text: what it does.
        role: of the icon's colour, by the theme's name.
    """
    button = QToolButton()
    button.setIcon(icon(icon_name, role))
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
