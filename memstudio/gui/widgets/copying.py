"""Copying by the keyboard what a table says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable


def copies(event: QKeyEvent, text: Callable[[], str]) -> bool:
    """Copy `text` when the keys that were pressed ask for it; whether they did."""
    is_asked = event.matches(QKeySequence.StandardKey.Copy)
    if is_asked:
        QGuiApplication.clipboard().setText(text())
    return is_asked
