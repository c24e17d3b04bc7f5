"""A page with a form on the left and what comes of it on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current

if TYPE_CHECKING:
    from collections.abc import Sequence


def lay_form_beside(
    page: QWidget, form: QWidget, parts: Sequence[QWidget], width: int, times_wider: int
) -> None:
    """Fill a page; the form keeps its width when the window grows.

    Args:
        page: that is filled.
        form: on the left.
        parts: on the right, from above; the last takes the room that there is.
        width: of the form.
        times_wider: the right side is than that, at first.
    """
    sizes = current().sizes
    # From the outside in: what is moved with all that is in it costs much more than when it is empty.
    layout = QHBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    splitter = QSplitter(Qt.Orientation.Horizontal, page)
    layout.addWidget(splitter)
    splitter.addWidget(form)
    right = QWidget(splitter)
    column = QVBoxLayout(right)
    column.setContentsMargins(sizes.space_s, sizes.space_m, sizes.space_l, sizes.space_m)
    column.setSpacing(sizes.space_m)
    for part in parts:
        column.addWidget(part, int(part is parts[-1]))
    splitter.setStretchFactor(0, 0)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([width, times_wider * width])
    splitter.setChildrenCollapsible(False)
