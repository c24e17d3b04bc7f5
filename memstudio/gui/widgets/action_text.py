"""An action's text where it is not in a menu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


def plain_text(action: QAction) -> str:
    """The action's text without mnemonic, which Chinese has in brackets, and without dots."""
    return re.sub(r"\(&\w\)", "", action.text()).replace("&", "").rstrip("…")
