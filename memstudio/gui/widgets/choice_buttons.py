"""Buttons beside each other, of which one is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QToolButton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QHBoxLayout, QWidget


def choice_buttons(owner: QWidget, row: QHBoxLayout, texts: Iterable[str]) -> QButtonGroup:
    """Put a button for each text at the end of a row, the first of them down.

    Returns:
        The group of them, in which a button's id is its place.
    """
    group = QButtonGroup(owner)
    for place, text in enumerate(texts):
        button = QToolButton()
        button.setProperty("role", "boxed")
        button.setText(text)
        button.setCheckable(True)
        button.setChecked(not place)
        group.addButton(button, place)
        row.addWidget(button)
    return group
