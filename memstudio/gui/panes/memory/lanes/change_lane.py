"""What changes to the memory did to the prediction of each word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.gui.panes.memory.lanes.bars import BarsLane, paint_ends, paint_signed, signed_ends
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count, signed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.visible_range import VisibleRange


class ChangeLane(BarsLane):
    """Bars of the change in ln p: down where a word is less likely now, up where it is likelier."""

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(visible, parent)
        self.setAccessibleName(self.tr("What changes to the memory did to each word"))

    @property
    @override
    def has_bars(self) -> bool:
        return self.document is not None and self.document.changes_curve is not None

    @override
    def bar_pixels(self, edges: NDArray[np.float64], rows: int) -> NDArray[np.uint32]:
        pixels = super().bar_pixels(edges, rows)
        curve = None if self.document is None else self.document.changes_curve
        if curve is not None:
            look = theme.current()
            # As the words are tinted: what a change took away, the memory had given.
            paint_signed(pixels, edges, curve, (look.series_colour(1), look.series_colour(0)))
        return pixels

    @override
    def paint_scale(self, painter: QPainter, plot: QRect) -> None:
        curve = None if self.document is None else self.document.changes_curve
        if curve is not None:
            paint_ends(painter, plot, *signed_ends(curve))

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self.document
        if document is None or document.changes is None:
            return ""
        text = self.tr("“%1”, token %2: %3 nats of ln p")
        change = signed(float(document.changes[token]))
        text = numbered(text, document.token_text(token), count(token), change)
        return "\n".join([text, *self.about_a_pixel()])
