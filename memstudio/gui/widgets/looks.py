"""How a widget looks, as the style sheet knows it by a property, changed while it is on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def set_look(widget: QWidget, value: str | bool, name: str = "role") -> None:
    """Give `widget` a role or another property of the style sheet, and the look that goes with it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
