"""Texts and keys of menus and tabs where they are shown elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


def plain_text(action: QAction) -> str:
    """The action's text without mnemonic, which Chinese has in brackets, and without dots."""
    return without_mnemonic(re.sub(r"\(&\w\)", "", action.text())).rstrip("…")


def without_mnemonic(text: str) -> str:
    """A menu's or a tab's text as it reads: "&" marks a letter, "&&" is one."""
    return re.sub(r"&(.?)", r"\1", text)


def keys_text(keys: QKeySequence | str) -> str:
    """Keys as this system writes them: what is Ctrl elsewhere is another key on a Mac."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def key_of(modifier: str) -> str:
    """One of the keys that are held while something else is done, such as Ctrl."""
    return keys_text(f"{modifier}+0").rstrip("+0")
