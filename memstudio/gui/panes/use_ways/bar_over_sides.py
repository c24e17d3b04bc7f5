"""How the pages that work with a collection or a user are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current

if TYPE_CHECKING:
    from collections.abc import Sequence


def lay_bar_over_sides(
    page: QWidget, bar: QWidget, parts: Sequence[QWidget], side: QWidget, widths: tuple[int, int]
) -> None:
    """Lay a page out: what it works with on top, its work at the left, what belongs to it beside.

    Args:
        page: without a layout yet.
        bar: says what is worked with.
        parts: of the work, from the top; the last takes the room that is left.
        side: at the right.
        widths: pixels of both sides, until somebody moves their border.
    """
    sizes = current().sizes
    left = QWidget()
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, sizes.space_s, 0)
    column.setSpacing(sizes.space_s)
    for part in parts:
        column.addWidget(part, int(part is parts[-1]))
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.addWidget(left)
    splitter.addWidget(side)
    splitter.setStretchFactor(0, 1)
    splitter.setSizes(widths)
    splitter.setChildrenCollapsible(False)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_l, sizes.space_m)
    layout.setSpacing(sizes.space_m)
    layout.addWidget(bar)
    layout.addWidget(splitter, 1)
