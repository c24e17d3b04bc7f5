"""What the lane of slots over time can show, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.trace.quantity_kinds import QUANTITY_KINDS

if TYPE_CHECKING:
    from memstudio.trace.quantity_kinds import Quantity


def quantities() -> tuple[Quantity, ...]:
    """All that a trace may have."""
    return tuple(each.said(QCoreApplication.translate) for each in QUANTITY_KINDS)
